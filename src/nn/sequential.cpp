#include "nn/sequential.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>

#include "kernels/philox.h"
#include "nn/keras_layout.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

/// Parameters start at multiples of a cache line, for aligned vector loads.
constexpr std::size_t alignment = 16;
/// Far above any network that a tab can train; keeps a hostile description from taking the memory.
constexpr std::size_t most_parameters = 8'000'000;
constexpr std::size_t most_activations = 4'000'000;

std::string base_name(LayerType type) {
  switch (type) {
    case LayerType::conv2d: return "conv2d";
    case LayerType::max_pool2d: return "max_pooling2d";
    case LayerType::dropout: return "dropout";
    case LayerType::flatten: return "flatten";
    case LayerType::dense: return "dense";
  }
  return "layer";
}

std::string square(std::size_t side) {
  return std::to_string(side) + " × " + std::to_string(side);
}

std::string detail(const LayerDescription& layer) {
  std::string text;
  switch (layer.type) {
    case LayerType::conv2d:
      text = std::to_string(layer.filters) + " filters " + square(layer.kernel);
      break;
    case LayerType::max_pool2d: text = square(layer.pool); break;
    case LayerType::dropout:
      text = std::to_string(std::lround(layer.rate * 100)) + " % of values";
      break;
    case LayerType::flatten: break;
    case LayerType::dense: text = std::to_string(layer.units) + " units"; break;
  }
  const bool is_window = layer.type == LayerType::conv2d || layer.type == LayerType::max_pool2d;
  const std::size_t usual_stride = layer.type == LayerType::max_pool2d ? layer.pool : 1;
  if (is_window && layer.stride != usual_stride) text += ", stride " + std::to_string(layer.stride);
  if (is_window && layer.same) text += ", same padding";
  if (layer.activation == Activation::relu) text += ", ReLU";
  if (layer.activation == Activation::softmax) text += ", softmax";
  return text;
}

/// A number of elements that no machine's std::size_t is too small for.
double exact_count(const Shape& shape) {
  double count = 1;
  for (const std::size_t size : shape) count *= static_cast<double>(size);
  return count;
}

[[noreturn]] void refuse_size(std::size_t position) {
  throw Error("bad-description", "Layer " + std::to_string(position) +
                                     " makes the network too large for a browser tab. Use fewer "
                                     "filters or units, or pool more.");
}

}  // namespace

Sequential::Sequential(NetworkDescription description, Fusion fusion)
    : description_(std::move(description)) {
  Shape shape = description_.input;
  std::map<LayerType, std::size_t> seen;
  std::size_t offset = 0;
  std::size_t activations = 0;
  for (const LayerDescription& layer : description_.layers) {
    const std::size_t position = layers_.size() + 1;
    const std::size_t number = seen[layer.type]++;
    const std::string name =
        base_name(layer.type) + (number == 0 ? "" : "_" + std::to_string(number));
    if (layer.activation == Activation::softmax && position != description_.layers.size()) {
      throw Error("bad-description", "Layer " + std::to_string(position) +
                                         ": softmax is for the last layer only. Use relu here.");
    }
    const bool alone = layers_.empty() || fusion == Fusion::none;
    Layer* before = alone ? nullptr : layers_.back().get();
    layers_.push_back(make_layer(layer, shape, position, name, before));
    shape = layers_.back()->output_shape();
    activations += element_count(shape);
    for (ParameterSpec& parameter : layers_.back()->parameters()) {
      if (exact_count(parameter.shape) > most_parameters) refuse_size(position);
      const std::size_t count = element_count(parameter.shape);
      parameter.offset = offset;
      offset += (count + alignment - 1) / alignment * alignment;
      parameter_count_ += count;
    }
    if (parameter_count_ > most_parameters || activations > most_activations) refuse_size(position);
  }
  const LayerDescription& last = description_.layers.back();
  if (last.type != LayerType::dense || last.activation != Activation::softmax) {
    throw Error("bad-description",
                "The last layer must be Dense with softmax activation: it gives the probabilities.");
  }
  parameters_ = Tensor({offset});
  parameters_changed();
}

void Sequential::parameters_changed() {
  // Numbers are never reused, not even by another network: what was packed for one stays apart.
  static std::atomic<std::uint64_t> last{0};
  version_ = ++last;
}

std::vector<LayerSummary> Sequential::summary() const {
  std::vector<LayerSummary> rows;
  for (const auto& layer : layers_) {
    LayerSummary row;
    row.name = layer->name();
    row.type = to_string(layer->description().type);
    row.detail = detail(layer->description());
    row.output_shape = layer->output_shape();
    for (const ParameterSpec& parameter : layer->parameters()) {
      row.parameters += element_count(parameter.shape);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void Sequential::initialise(std::uint64_t seed) {
  std::fill_n(parameters_.data(), parameters_.size(), 0.0f);
  std::uint32_t stream = 0;
  for (const auto& layer : layers_) {
    for (const ParameterSpec& parameter : layer->parameters()) {
      const Philox random(seed, Purpose::initialise, stream++, /*step=*/0);
      if (parameter.fan_in + parameter.fan_out == 0) continue;
      const float limit =
          std::sqrt(6.0f / static_cast<float>(parameter.fan_in + parameter.fan_out));
      std::vector<float> values(element_count(parameter.shape));
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = limit * (2.0f * Philox::unit(random(i / 4)[i % 4]) - 1.0f);
      }
      from_keras(parameter, values, parameters_);
    }
  }
  parameters_changed();
}

std::span<const float> Sequential::forward(const Pass& pass, Workspace& workspace) const {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (layers_[i]->left_to_next()) continue;
    layers_[i]->forward(pass, parameters_.data(), version_,
                        workspace.activations_[workspace.reads_[i]].data(),
                        workspace.activations_[workspace.writes_[i]].data(),
                        *workspace.memories_[i]);
  }
  return {workspace.activations_[workspace.writes_.back()].data(), pass.samples * classes()};
}

void Sequential::backward(const Pass& pass, Workspace& workspace, Tensor& gradients) const {
  std::size_t current = 0;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    if (layers_[i]->left_to_next()) continue;
    const bool wanted = workspace.reads_[i] != 0;  // nobody asks for the gradient by the image
    if (!wanted && layers_[i]->in_place()) break;  // nor do layers that only change the image
    layers_[i]->backward(pass, parameters_.data(),
                         workspace.activations_[workspace.reads_[i]].data(),
                         workspace.activations_[workspace.writes_[i]].data(),
                         workspace.gradients_[current].data(),
                         wanted ? workspace.gradients_[1 - current].data() : nullptr,
                         gradients.data(), *workspace.memories_[i]);
    if (!layers_[i]->in_place()) current = 1 - current;
  }
}

Workspace::Workspace(const Sequential& network, std::size_t max_samples, bool training)
    : max_samples_(max_samples), logits_size_(max_samples * network.classes()) {
  const std::size_t input_size = element_count(network.description().input);
  activations_.emplace_back(Shape{max_samples, input_size});
  std::size_t largest = network.classes();
  for (const auto& layer : network.layers()) {
    reads_.push_back(activations_.size() - 1);
    if (!layer->in_place() && !layer->left_to_next()) {
      const std::size_t size = element_count(layer->output_shape());
      largest = std::max(largest, size);
      activations_.emplace_back(Shape{max_samples, size});
    }
    writes_.push_back(activations_.size() - 1);
    memories_.push_back(layer->left_to_next() ? nullptr : layer->make_memory(max_samples));
  }
  if (training) {
    for (Tensor& gradient : gradients_) gradient = Tensor({max_samples, largest});
  }
}

}  // namespace fitting_room
