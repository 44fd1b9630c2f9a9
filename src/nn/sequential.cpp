#include "nn/sequential.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "kernels/philox.h"
#include "nn/keras_layout.h"

namespace fitting_room {

Sequential::Sequential(NetworkDescription description, Fusion fusion)
    : description_(std::move(description)) {
  Architecture architecture(description_.input, fusion);
  for (const LayerDescription& layer : description_.layers) {
    architecture.add(layer, &layer == &description_.layers.back());
  }
  layers_ = std::move(architecture.layers());
  parameter_count_ = architecture.parameter_count();
  parameters_ = Tensor({architecture.array_size()});
  parameters_changed();
}

void Sequential::parameters_changed() {
  // Numbers are never reused, not even by another network: what was packed for one stays apart.
  static std::atomic<std::uint64_t> last{0};
  version_ = ++last;
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
