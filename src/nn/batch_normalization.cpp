#include "kernels/batch_normalization.h"

#include <algorithm>
#include <cmath>

#include "kernels/negligible.h"
#include "nn/layers.h"

namespace fitting_room {
namespace {

float to_float(double value) { return without_negligible(static_cast<float>(value)); }

/// Keras' defaults.
constexpr double epsilon = 1e-3;
constexpr double momentum = 0.99;

enum Parameter : std::size_t { gamma, beta, moving_mean, moving_variance };

}  // namespace

/// What a lane has seen of its samples, and then, the same in all lanes, of the whole batch.
struct BatchNormalization::Statistics : Memory {
  explicit Statistics(std::size_t channels)
      : mean(channels),
        inverse_deviation(channels),
        scale(channels),
        shift(channels),
        slope(channels) {}

  double variance(std::size_t channel) const {
    return moments.squares[channel] / static_cast<double>(std::max<std::size_t>(moments.count, 1));
  }

  ChannelMoments moments;
  GradientSums sums;
  std::vector<float> mean, inverse_deviation;
  std::vector<float> scale, shift, slope;  // scratch
};

BatchNormalization::BatchNormalization(const LayerDescription& description, const std::string& name,
                                       const Shape& input)
    : Layer(description, name, input, input) {
  const Shape shape = {channels()};
  parameters_ = {
      {.name = "gamma", .shape = shape, .initial = 1},
      {.name = "beta", .shape = shape},
      {.name = "moving_mean", .shape = shape, .trainable = false},
      {.name = "moving_variance", .shape = shape, .initial = 1, .trainable = false},
  };
}

std::size_t BatchNormalization::rows(const Pass& pass) const {
  return pass.samples * element_count(output_shape()) / channels();
}

std::unique_ptr<Layer::Memory> BatchNormalization::make_memory(std::size_t) const {
  return std::make_unique<Statistics>(channels());
}

void BatchNormalization::gather(const Pass& pass, const float* input, Memory& memory) const {
  static_cast<Statistics&>(memory).moments = channel_moments(rows(pass), channels(), input);
}

void BatchNormalization::combine(std::span<Memory* const> lanes) const {
  ChannelMoments total = static_cast<Statistics&>(*lanes[0]).moments;
  for (Memory* lane : lanes.subspan(1)) add_moments(total, static_cast<Statistics&>(*lane).moments);
  for (Memory* lane : lanes) {
    auto& statistics = static_cast<Statistics&>(*lane);
    statistics.moments = total;
    for (std::size_t c = 0; c < channels(); ++c) {
      statistics.mean[c] = static_cast<float>(total.mean[c]);
      statistics.inverse_deviation[c] =
          static_cast<float>(1 / std::sqrt(statistics.variance(c) + epsilon));
    }
  }
}

void BatchNormalization::forward(const Pass& pass, const float* parameters, std::uint64_t,
                                 const float* input, float* output, Memory& memory) const {
  auto& statistics = static_cast<Statistics&>(memory);
  if (!pass.training) use_moving(parameters, statistics);
  const float* gammas = parameters + parameters_[gamma].offset;
  for (std::size_t c = 0; c < channels(); ++c) {
    statistics.scale[c] = without_negligible(gammas[c] * statistics.inverse_deviation[c]);
  }
  normalize(rows(pass), statistics.mean, statistics.scale, parameters + parameters_[beta].offset,
            input, output);
}

void BatchNormalization::use_moving(const float* parameters, Statistics& statistics) const {
  const float* means = parameters + parameters_[moving_mean].offset;
  const float* variances = parameters + parameters_[moving_variance].offset;
  for (std::size_t c = 0; c < channels(); ++c) {
    statistics.mean[c] = means[c];
    statistics.inverse_deviation[c] =
        static_cast<float>(1 / std::sqrt(std::max(0.0, double{variances[c]}) + epsilon));
  }
}

void BatchNormalization::gather_gradients(const Pass& pass, const float* input,
                                          const float* output_gradient, float* parameter_gradients,
                                          Memory& memory) const {
  auto& statistics = static_cast<Statistics&>(memory);
  statistics.sums = gradient_sums(rows(pass), statistics.mean, input, output_gradient);
  float* gammas = parameter_gradients + parameters_[gamma].offset;
  float* betas = parameter_gradients + parameters_[beta].offset;
  for (std::size_t c = 0; c < channels(); ++c) {
    gammas[c] += to_float(statistics.sums.centred[c] * double{statistics.inverse_deviation[c]});
    betas[c] += to_float(statistics.sums.plain[c]);
  }
}

void BatchNormalization::combine_gradients(std::span<Memory* const> lanes) const {
  GradientSums total = static_cast<Statistics&>(*lanes[0]).sums;
  for (Memory* lane : lanes.subspan(1)) {
    const GradientSums& sums = static_cast<Statistics&>(*lane).sums;
    for (std::size_t c = 0; c < channels(); ++c) {
      total.plain[c] += sums.plain[c];
      total.centred[c] += sums.centred[c];
    }
  }
  for (Memory* lane : lanes) static_cast<Statistics&>(*lane).sums = total;
}

void BatchNormalization::backward(const Pass& pass, const float* parameters, const float* input,
                                  const float*, float* output_gradient, float* input_gradient,
                                  float*, Memory& memory) const {
  if (input_gradient == nullptr) return;
  auto& statistics = static_cast<Statistics&>(memory);
  const float* gammas = parameters + parameters_[gamma].offset;
  const auto count = static_cast<double>(std::max<std::size_t>(statistics.moments.count, 1));
  for (std::size_t c = 0; c < channels(); ++c) {
    const double inverse = statistics.inverse_deviation[c];
    const double scale = gammas[c] * inverse;
    statistics.scale[c] = to_float(scale);
    if (!pass.training) continue;  // moving statistics do not depend on the input
    statistics.shift[c] = to_float(-scale * statistics.sums.plain[c] / count);
    statistics.slope[c] = to_float(-scale * inverse * inverse * statistics.sums.centred[c] / count);
  }
  if (!pass.training) {
    std::ranges::fill(statistics.shift, 0.0f);
    std::ranges::fill(statistics.slope, 0.0f);
  }
  normalize_backward(rows(pass), statistics.mean, statistics.scale, statistics.slope,
                     statistics.shift, input, output_gradient, input_gradient);
}

void BatchNormalization::follow(const Memory& memory, std::uint64_t step, float* parameters) const {
  const auto& statistics = static_cast<const Statistics&>(memory);
  float* means = parameters + parameters_[moving_mean].offset;
  float* variances = parameters + parameters_[moving_variance].offset;
  const double stays = std::min(momentum, 1 - 1 / static_cast<double>(step));
  for (std::size_t c = 0; c < channels(); ++c) {
    means[c] = to_float(stays * means[c] + (1 - stays) * statistics.moments.mean[c]);
    variances[c] = to_float(stays * variances[c] + (1 - stays) * statistics.variance(c));
  }
}

}  // namespace fitting_room
