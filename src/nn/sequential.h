#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nn/architecture.h"
#include "nn/description.h"
#include "nn/layer.h"
#include "tensor/tensor.h"

namespace fitting_room {

class BatchNormalization;
class Workspace;

/// How long each layer has computed, in seconds. One whose work the next does has taken no time.
struct LayerSeconds {
  std::vector<double> forward, backward;
};

/// Layers [begin, end) of which the last one does all the work (see Layer::left_to_next()): one, or
/// several that are named together, "conv2d + max_pooling2d".
struct LayerGroup {
  std::size_t begin, end;
  std::string name;
};

/// A stack of layers, each the next one's input, with their parameters in one array.
class Sequential {
 public:
  /// Parameters are zeros until initialise() or a copy into parameters().
  /// @throws LayerError
  explicit Sequential(NetworkDescription description, Fusion fusion = Fusion::where_possible);

  const NetworkDescription& description() const { return description_; }
  const std::vector<std::unique_ptr<Layer>>& layers() const { return layers_; }
  std::vector<LayerSummary> summary() const { return summarise(layers_); }
  /// All layers, in order.
  std::vector<LayerGroup> groups() const;
  std::size_t classes() const { return layers_.back()->output_shape()[0]; }
  /// What the last layer reads of a sample: the features that it tells the classes apart by.
  std::size_t features() const { return layers_.back()->input_shape()[0]; }
  /// All parameters, and those that the optimizer changes, as below Keras' summary.
  std::size_t parameter_count() const { return parameter_count_; }
  std::size_t trainable_count() const { return trainable_count_; }

  /// As Keras' defaults: Glorot-uniform kernels (Glorot & Bengio 2010), zero biases; gamma and the
  /// moving variance one.
  void initialise(std::uint64_t seed);

  /// All parameters, each at its spec's offset; unused elements in between are zeros. Tell
  /// parameters_changed() after writing.
  /// Trainable ones come first.
  Tensor& parameters() { return parameters_; }
  const Tensor& parameters() const { return parameters_; }
  std::size_t trainable_size() const { return trainable_size_; }
  void parameters_changed();
  /// Whether the moving statistics, if there are any, are still those of initialise().
  bool statistics_are_initial() const;
  std::uint64_t version() const { return version_; }

  /// The samples are in workspace.input(). In training they are taken for a whole batch.
  /// @return logits {pass.samples, classes()}, in the workspace.
  std::span<const float> forward(const Pass& pass, Workspace& workspace) const;

  /// Follows a forward() of the same pass with the same workspace. @param gradients an array like
  /// parameters(), which the pass adds to. The gradient by the logits is read from
  /// workspace.logits_gradient().
  void backward(const Pass& pass, Workspace& workspace, Tensor& gradients) const;

  /// A training batch may also go through in lanes side by side, each with a workspace of its own.
  /// Layers that need the whole batch (BatchNormalization) part a pass into stages: forward from
  /// the first to the last, backward the other way round. After each stage of all lanes, they meet.
  std::size_t stages() const { return meetings_.size() + 1; }
  void forward_stage(std::size_t stage, const Pass& pass, Workspace& workspace) const;
  void meet_forward(std::size_t stage, std::span<Workspace* const> lanes) const;
  /// Of the last forward_stage().
  std::span<const float> logits(const Pass& pass, const Workspace& workspace) const;
  void backward_stage(std::size_t stage, const Pass& pass, Workspace& workspace,
                      Tensor& gradients) const;
  void meet_backward(std::size_t stage, std::span<Workspace* const> lanes) const;
  /// Lets moving statistics follow those of the batch that a lane has been part of.
  /// @param step counted from 1 since initialise(); see BatchNormalization::follow().
  void follow_batch(const Workspace& lane, std::uint64_t step);

 private:
  void forward_layer(std::size_t index, const Pass& pass, Workspace& workspace) const;
  const BatchNormalization& meeting(std::size_t number) const;
  static std::vector<Layer::Memory*> memories_of(std::size_t layer,
                                                 std::span<Workspace* const> lanes);

  NetworkDescription description_;
  std::vector<std::unique_ptr<Layer>> layers_;
  /// Indices of the layers that need the whole batch.
  std::vector<std::size_t> meetings_;
  std::size_t parameter_count_ = 0;
  std::size_t trainable_count_ = 0;
  std::size_t trainable_size_ = 0;
  Tensor parameters_;
  std::uint64_t version_ = 0;
};

/// All that one thread needs to push up to max_samples at a time through a network and back:
/// activations, gradients of activations, packed weights. Belongs to one network.
class Workspace {
 public:
  Workspace(const Sequential& network, std::size_t max_samples, bool training);

  std::size_t max_samples() const { return max_samples_; }
  /// {max_samples, input shape}; fill the first rows, then call forward(). A pass changes it.
  std::span<float> input() { return activations_.front().values(); }
  /// What a layer wrote in the last forward(): {pass.samples, output shape}. A layer in place
  /// behind it has changed that; one that is left to the next has none.
  std::span<const float> output(std::size_t layer, const Pass& pass) const {
    return rows(activations_[writes_[layer]], pass);
  }
  /// What the last layer read in the last forward(): {pass.samples, features()}.
  std::span<const float> features(const Pass& pass) const {
    return rows(activations_[reads_.back()], pass);
  }
  /// {max_samples, classes}; fill the first rows, then call backward().
  std::span<float> logits_gradient() { return {gradients_[0].data(), logits_size_}; }

  /// From now on passes add to `seconds`, in which each layer has its place, how long they compute.
  /// @param seconds must outlive them; null: they measure nothing.
  void time_layers(LayerSeconds* seconds) { seconds_ = seconds; }

 private:
  friend class Sequential;
  std::span<const float> rows(const Tensor& activation, const Pass& pass) const {
    return activation.values().first(pass.samples * (activation.size() / max_samples_));
  }

  std::size_t max_samples_;
  std::size_t logits_size_;
  /// The input, then one for each layer whose output has a place of its own.
  std::vector<Tensor> activations_;
  /// For each layer, which activation it reads and which it writes.
  std::vector<std::size_t> reads_, writes_;
  std::vector<std::unique_ptr<Layer::Memory>> memories_;
  /// Gradients by activations, in turn: a layer reads one and writes the other.
  Tensor gradients_[2];
  std::size_t current_ = 0;  // the one to be read next
  LayerSeconds* seconds_ = nullptr;
};

}  // namespace fitting_room
