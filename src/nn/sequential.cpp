#include "nn/sequential.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>

#include "kernels/philox.h"
#include "nn/keras_layout.h"
#include "nn/layers.h"

namespace fitting_room {
namespace {

/// Adds its own life to a layer's seconds, if anybody wants them.
class Timed {
 public:
  Timed(LayerSeconds* seconds, std::vector<double> LayerSeconds::* direction, std::size_t layer)
      : sum_(seconds == nullptr ? nullptr : &(seconds->*direction)[layer]) {
    if (sum_ != nullptr) start_ = Clock::now();
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  ~Timed() {
    if (sum_ != nullptr) *sum_ += std::chrono::duration<double>(Clock::now() - start_).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  double* sum_;
  Clock::time_point start_;
};

}  // namespace

Sequential::Sequential(NetworkDescription description, Fusion fusion)
    : description_(std::move(description)) {
  Architecture architecture(description_.input, fusion);
  for (const LayerDescription& layer : description_.layers) {
    architecture.add(layer, &layer == &description_.layers.back());
  }
  parameter_count_ = architecture.parameter_count();
  trainable_count_ = architecture.trainable_count();
  trainable_size_ = architecture.place_parameters(/*trainable=*/true, 0);
  parameters_ = Tensor({architecture.place_parameters(/*trainable=*/false, trainable_size_)});
  layers_ = std::move(architecture.layers());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const LayerType type = layers_[i]->description().type;
    if (type == LayerType::batch_normalization) meetings_.push_back(i);
  }
  parameters_changed();
}

void Sequential::parameters_changed() {
  // Numbers are never reused, not even by another network: what was packed for one stays apart.
  static std::atomic<std::uint64_t> last{0};
  version_ = ++last;
}

std::vector<LayerGroup> Sequential::groups() const {
  std::vector<LayerGroup> groups;
  LayerGroup group{};
  for (const auto& layer : layers_) {
    ++group.end;
    group.name += (group.name.empty() ? "" : " + ") + layer->name();
    if (layer->left_to_next()) continue;
    groups.push_back(group);
    group = {group.end, group.end, ""};
  }
  return groups;
}

bool Sequential::statistics_are_initial() const {
  for (const auto& layer : layers_) {
    for (const ParameterSpec& parameter : layer->parameters()) {
      if (parameter.trainable) continue;
      const auto values =
          parameters_.values().subspan(parameter.offset, element_count(parameter.shape));
      if (std::ranges::any_of(values, [&](float value) { return value != parameter.initial; })) {
        return false;
      }
    }
  }
  return true;
}

void Sequential::initialise(std::uint64_t seed) {
  std::fill_n(parameters_.data(), parameters_.size(), 0.0f);
  std::uint32_t stream = 0;
  for (const auto& layer : layers_) {
    for (const ParameterSpec& parameter : layer->parameters()) {
      const Philox random(seed, Purpose::initialise, stream++, /*step=*/0);
      if (parameter.fan_in + parameter.fan_out == 0) {
        std::fill_n(parameters_.data() + parameter.offset, element_count(parameter.shape),
                    parameter.initial);
        continue;
      }
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
  if (!pass.training) {
    for (std::size_t i = 0; i < layers_.size(); ++i) forward_layer(i, pass, workspace);
    return logits(pass, workspace);
  }
  Workspace* const lanes[] = {&workspace};
  for (std::size_t stage = 0; stage < stages(); ++stage) {
    forward_stage(stage, pass, workspace);
    meet_forward(stage, lanes);
  }
  return logits(pass, workspace);
}

void Sequential::backward(const Pass& pass, Workspace& workspace, Tensor& gradients) const {
  Workspace* const lanes[] = {&workspace};
  for (std::size_t stage = stages(); stage-- > 0;) {
    backward_stage(stage, pass, workspace, gradients);
    meet_backward(stage, lanes);
  }
}

std::span<const float> Sequential::logits(const Pass& pass, const Workspace& workspace) const {
  return {workspace.activations_[workspace.writes_.back()].data(), pass.samples * classes()};
}

void Sequential::forward_layer(std::size_t i, const Pass& pass, Workspace& workspace) const {
  if (layers_[i]->left_to_next()) return;
  const Timed timed(workspace.seconds_, &LayerSeconds::forward, i);
  layers_[i]->forward(pass, parameters_.data(), version_,
                      workspace.activations_[workspace.reads_[i]].data(),
                      workspace.activations_[workspace.writes_[i]].data(), *workspace.memories_[i]);
}

const BatchNormalization& Sequential::meeting(std::size_t number) const {
  return static_cast<const BatchNormalization&>(*layers_[meetings_[number]]);
}

void Sequential::forward_stage(std::size_t stage, const Pass& pass, Workspace& workspace) const {
  const bool last = stage == meetings_.size();
  const std::size_t begin = stage == 0 ? 0 : meetings_[stage - 1];
  const std::size_t end = last ? layers_.size() : meetings_[stage];
  for (std::size_t i = begin; i < end; ++i) forward_layer(i, pass, workspace);
  if (last) return;
  const Timed timed(workspace.seconds_, &LayerSeconds::forward, end);
  meeting(stage).gather(pass, workspace.activations_[workspace.reads_[end]].data(),
                        *workspace.memories_[end]);
}

void Sequential::backward_stage(std::size_t stage, const Pass& pass, Workspace& workspace,
                                Tensor& gradients) const {
  const bool last = stage == meetings_.size();
  if (last) workspace.current_ = 0;
  std::size_t& current = workspace.current_;
  // The layer that the stage before this one's lanes have met for still has its own to do.
  const std::size_t end = last ? layers_.size() : meetings_[stage] + 1;
  const std::size_t begin = stage == 0 ? 0 : meetings_[stage - 1] + 1;
  for (std::size_t i = end; i-- > begin;) {
    if (layers_[i]->left_to_next()) continue;
    const bool wanted = workspace.reads_[i] != 0;  // nobody asks for the gradient by the image
    if (!wanted && layers_[i]->in_place()) break;  // nor do layers that only change the image
    const Timed timed(workspace.seconds_, &LayerSeconds::backward, i);
    layers_[i]->backward(
        pass, parameters_.data(), workspace.activations_[workspace.reads_[i]].data(),
        workspace.activations_[workspace.writes_[i]].data(), workspace.gradients_[current].data(),
        wanted ? workspace.gradients_[1 - current].data() : nullptr, gradients.data(),
        *workspace.memories_[i]);
    if (!layers_[i]->in_place()) current = 1 - current;
  }
  if (stage == 0) return;
  const std::size_t next = meetings_[stage - 1];
  const Timed timed(workspace.seconds_, &LayerSeconds::backward, next);
  meeting(stage - 1).gather_gradients(pass, workspace.activations_[workspace.reads_[next]].data(),
                                      workspace.gradients_[current].data(), gradients.data(),
                                      *workspace.memories_[next]);
}

std::vector<Layer::Memory*> Sequential::memories_of(std::size_t layer,
                                                    std::span<Workspace* const> lanes) {
  std::vector<Layer::Memory*> memories;
  for (const Workspace* lane : lanes) memories.push_back(lane->memories_[layer].get());
  return memories;
}

void Sequential::meet_forward(std::size_t stage, std::span<Workspace* const> lanes) const {
  if (stage == meetings_.size()) return;
  meeting(stage).combine(memories_of(meetings_[stage], lanes));
}

void Sequential::meet_backward(std::size_t stage, std::span<Workspace* const> lanes) const {
  if (stage == 0) return;
  meeting(stage - 1).combine_gradients(memories_of(meetings_[stage - 1], lanes));
}

void Sequential::follow_batch(const Workspace& workspace, std::uint64_t step) {
  for (std::size_t i = 0; i < meetings_.size(); ++i) {
    meeting(i).follow(*workspace.memories_[meetings_[i]], step, parameters_.data());
  }
  if (!meetings_.empty()) parameters_changed();
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
