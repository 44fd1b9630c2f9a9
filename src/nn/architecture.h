#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nn/description.h"
#include "nn/layer.h"

namespace fitting_room {

/// One row of the summary, as Keras' model.summary() prints it.
struct LayerSummary {
  std::string name;    // "conv2d_1"
  std::string type;    // "Conv2D"
  std::string detail;  // "64 filters 3 × 3, ReLU"
  Shape output_shape;  // without the batch
  std::size_t parameters = 0;
};

/// What can be told of a network without making it.
struct NetworkSummary {
  NetworkDescription description;
  std::vector<LayerSummary> layers;
  std::size_t parameters = 0;
  std::size_t trainable = 0;  // of the parameters
  /// Why it cannot be made: then description, layers and parameters go as far as it works.
  std::optional<LayerError> problem;
};

/// Whether a max pooling may take over the work of the convolution in front of it (see
/// Layer::left_to_next()). Separate layers give the same numbers, more slowly, and have each
/// layer's output in memory for whoever wants to look at it.
enum class Fusion { where_possible, none };

/// The layers of a network with their shapes and the places of their parameters, but without memory
/// for these: checking a network of millions of parameters costs next to nothing.
class Architecture {
 public:
  /// @param input shape of a sample
  explicit Architecture(Shape input, Fusion fusion = Fusion::where_possible);

  /// Puts a layer behind the others. @param last whether it is the network's output: Dense,
  /// softmax.
  /// @throws LayerError; then it is not added.
  void add(const LayerDescription& description, bool last);

  std::vector<std::unique_ptr<Layer>>& layers() { return layers_; }
  std::size_t parameter_count() const { return parameter_count_; }
  std::size_t trainable_count() const { return trainable_count_; }
  /// Gives those parameters that are trainable, or those that are not, their places in the array of
  /// all, from `offset` on, with unused elements in between. @return the end of the last.
  std::size_t place_parameters(bool trainable, std::size_t offset);

 private:
  std::unique_ptr<Layer> make(const LayerDescription& description, bool last);

  Shape shape_;
  Fusion fusion_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::map<LayerType, std::size_t> seen_;
  std::size_t parameter_count_ = 0;
  std::size_t trainable_count_ = 0;
  std::size_t activations_ = 0;
};

std::vector<LayerSummary> summarise(const std::vector<std::unique_ptr<Layer>>& layers);

/// The network that a draft describes, as far as it works.
NetworkSummary summarise(DescriptionDraft draft);

}  // namespace fitting_room
