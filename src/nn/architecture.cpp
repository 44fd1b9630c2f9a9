#include "nn/architecture.h"

#include <cmath>

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
    case LayerType::batch_normalization: return "batch_normalization";
    case LayerType::dropout: return "dropout";
    case LayerType::flatten: return "flatten";
    case LayerType::dense: return "dense";
  }
  return "layer";
}

std::string square(std::size_t side) { return std::to_string(side) + " × " + std::to_string(side); }

std::string detail(const LayerDescription& layer) {
  std::string text;
  switch (layer.type) {
    case LayerType::conv2d:
      text = std::to_string(layer.filters) + " filters " + square(layer.kernel);
      break;
    case LayerType::max_pool2d: text = square(layer.pool); break;
    case LayerType::batch_normalization: break;
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
  throw LayerError(position, "Layer " + std::to_string(position) +
                                 " makes the network too large for a browser tab. Use fewer "
                                 "filters or units, or pool more.");
}

}  // namespace

Architecture::Architecture(Shape input, Fusion fusion)
    : shape_(std::move(input)), fusion_(fusion) {}

std::unique_ptr<Layer> Architecture::make(const LayerDescription& description, bool last) {
  const std::size_t position = layers_.size() + 1;
  if (description.activation == Activation::softmax && !last) {
    throw LayerError(position, "Layer " + std::to_string(position) +
                                   ": softmax is for the last layer only. Use relu here.");
  }
  const std::size_t number = seen_[description.type];
  const std::string name =
      base_name(description.type) + (number == 0 ? "" : "_" + std::to_string(number));
  const bool alone = layers_.empty() || fusion_ == Fusion::none;
  Layer* before = alone ? nullptr : layers_.back().get();
  try {
    return make_layer(description, shape_, position, name, before);
  } catch (const Error& error) {
    throw LayerError(position, error.what());
  }
}

void Architecture::add(const LayerDescription& description, bool last) {
  std::unique_ptr<Layer> layer = make(description, last);
  const std::size_t position = layers_.size() + 1;
  std::size_t count = parameter_count_;
  std::size_t trainable = trainable_count_;
  for (const ParameterSpec& parameter : layer->parameters()) {
    if (exact_count(parameter.shape) > most_parameters) refuse_size(position);
    count += element_count(parameter.shape);
    if (parameter.trainable) trainable += element_count(parameter.shape);
  }
  const std::size_t activations = activations_ + element_count(layer->output_shape());
  if (count > most_parameters || activations > most_activations) refuse_size(position);
  const bool gives_probabilities =
      description.type == LayerType::dense && description.activation == Activation::softmax;
  if (last && !gives_probabilities) {
    throw LayerError(position,
                     "The last layer must be Dense with softmax activation: it gives the "
                     "probabilities.");
  }
  ++seen_[description.type];
  shape_ = layer->output_shape();
  parameter_count_ = count;
  trainable_count_ = trainable;
  activations_ = activations;
  layers_.push_back(std::move(layer));
}

std::size_t Architecture::place_parameters(bool trainable, std::size_t offset) {
  for (const auto& layer : layers_) {
    for (ParameterSpec& parameter : layer->parameters()) {
      if (parameter.trainable != trainable) continue;
      parameter.offset = offset;
      offset += (element_count(parameter.shape) + alignment - 1) / alignment * alignment;
    }
  }
  return offset;
}

std::vector<LayerSummary> summarise(const std::vector<std::unique_ptr<Layer>>& layers) {
  std::vector<LayerSummary> rows;
  for (const auto& layer : layers) {
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

NetworkSummary summarise(DescriptionDraft draft) {
  NetworkSummary summary{std::move(draft.description), {}, 0, 0, std::move(draft.problem)};
  std::vector<LayerDescription>& layers = summary.description.layers;
  Architecture architecture(summary.description.input);
  try {
    for (const LayerDescription& layer : layers) {
      architecture.add(layer, !summary.problem && &layer == &layers.back());
    }
  } catch (const LayerError& error) {
    summary.problem = error;
    layers.resize(architecture.layers().size());
  }
  summary.layers = summarise(architecture.layers());
  summary.parameters = architecture.parameter_count();
  summary.trainable = architecture.trainable_count();
  return summary;
}

}  // namespace fitting_room
