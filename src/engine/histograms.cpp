#include "engine/histograms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

namespace fitting_room {
namespace {

/// Whether each unit of each ReLU layer has answered to an image; empty for other layers.
using Answers = std::vector<std::vector<char>>;

/// The layer in whose output a layer's own work can be seen.
std::size_t seen_at(const Sequential& network, std::size_t layer) {
  while (network.layers()[layer]->left_to_next()) ++layer;
  return layer;
}

Answers answers(const Sequential& network, BatchRunner& runner, const ImageRange& images) {
  const auto& layers = network.layers();
  Answers answered(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i]->description().activation != Activation::relu) continue;
    answered[i].resize(layers[i]->output_shape().back());
  }
  std::mutex mutex;
  runner.infer(
      images.count,
      [&](std::size_t begin, std::size_t samples, float* rows) {
        images.gather(begin, samples, rows);
      },
      [&](const Pass& pass, const Workspace& workspace) {
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < layers.size(); ++i) {
          const std::size_t units = answered[i].size();
          if (units == 0) continue;
          const auto values = workspace.output(seen_at(network, i), pass);
          for (std::size_t v = 0; v < values.size(); v += units) {
            for (std::size_t u = 0; u < units; ++u) answered[i][u] |= values[v + u] > 0;
          }
        }
      });
  return answered;
}

}  // namespace

Distribution distribution(std::span<const float> values) {
  Distribution result;
  double sum = 0;
  float low = std::numeric_limits<float>::infinity(), high = -low;
  std::size_t zeros = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    ++result.count;
    sum += value;
    zeros += value == 0;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  result.not_finite = values.size() - result.count;
  if (result.count == 0) return result;
  const auto count = static_cast<double>(result.count);
  result.mean = sum / count;
  result.zeros = static_cast<double>(zeros) / count;
  result.low = low < high ? low : low - 0.5;
  result.high = low < high ? high : high + 0.5;

  const double scale = Distribution::bin_count / (result.high - result.low);
  double squares = 0;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    squares += (value - result.mean) * (value - result.mean);
    const auto bin = static_cast<std::size_t>((value - result.low) * scale);
    ++result.bins[std::min(bin, Distribution::bin_count - 1)];
  }
  result.deviation = std::sqrt(squares / count);
  return result;
}

std::vector<LayerHistogram> layer_histograms(const Sequential& network, const Tensor& gradients,
                                             BatchRunner& runner, const ImageRange& images) {
  const Answers answered = images.count == 0 ? Answers() : answers(network, runner, images);
  std::vector<LayerHistogram> rows;
  for (std::size_t i = 0; i < network.layers().size(); ++i) {
    const Layer& layer = *network.layers()[i];
    if (layer.parameters().empty()) continue;
    LayerHistogram row{layer.name(), std::string(to_string(layer.description().type)), {}, {}};
    for (const ParameterSpec& parameter : layer.parameters()) {
      const std::size_t count = element_count(parameter.shape);
      ParameterHistogram histogram;
      histogram.name = parameter.name;
      histogram.trainable = parameter.trainable;
      histogram.values =
          distribution(network.parameters().values().subspan(parameter.offset, count));
      if (parameter.trainable && gradients.size() != 0) {
        histogram.gradients = distribution(gradients.values().subspan(parameter.offset, count));
      }
      const std::size_t fans = parameter.fan_in + parameter.fan_out;
      if (fans != 0) histogram.fresh_deviation = std::sqrt(2.0 / static_cast<double>(fans));
      row.parameters.push_back(std::move(histogram));
    }
    if (!answered.empty() && !answered[i].empty()) {
      const auto dead = std::ranges::count(answered[i], char{0});
      row.units = {answered[i].size(), static_cast<std::size_t>(dead), images.count};
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace fitting_room
