#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/safetensors.h"
#include "imaging/picture.h"
#include "nn/sequential.h"

namespace fitting_room {

/// Which inputs a value of a convolution or a pooling comes from: at row y and column x, those from
/// row y * stride - top and column x * stride - left on, `size` of each. What lies outside of the
/// input counts as zeros in a convolution and not at all in a pooling.
struct Window {
  std::size_t size = 0, stride = 0, top = 0, left = 0;
};

/// What a layer made of one picture.
struct LayerActivations {
  std::string name;              // Keras' name: "conv2d_1"
  std::string type;              // "Conv2D"
  std::string activation;        // "relu", "linear", "softmax"
  std::optional<Window> window;  // of Conv2D and MaxPool2D
  Shape shape;                   // {height, width, channels} or {features}
  std::vector<float> values;
};

/// Looks at a network at work on one picture, layer by layer. It has layers of its own, none of
/// them fused, so that every output is in memory; parameters are read where they are, so it sees
/// them as they are at each call, also in the middle of a run. Dropout does nothing here, as in
/// every prediction.
class Inside {
 public:
  /// @param network outlives this.
  explicit Inside(const Sequential& network);

  /// Every layer's output, in order; the last one's are probabilities.
  std::vector<LayerActivations> activations(const Picture& picture);

  /// Where in the picture the last convolution finds what speaks for a class: Grad-CAM (Selvaraju
  /// et al. 2017, arXiv:1610.02391). Each of that layer's maps is weighted by the mean gradient of
  /// the class's logit by the map; their sum, cut off at 0, is scaled up bilinearly.
  /// @param wanted the class. @return {28, 28}, at least 0.
  /// @throws Error "bad-settings" when there is no such class, or no convolution.
  std::vector<float> grad_cam(const Picture& picture, std::size_t wanted);

 private:
  void forward(const Picture& picture);
  /// What layer `index` reads.
  const float* input_of(std::size_t index) const;
  /// Gradient of a class's logit by the output of layer `index`; follows a forward().
  Tensor logit_gradient(std::size_t wanted, std::size_t index);

  const Sequential& network_;
  Sequential plain_;  // for its layers; its parameters are not used
  Pass pass_;
  Tensor picture_;
  std::vector<Tensor> outputs_;
  std::vector<std::unique_ptr<Layer::Memory>> memories_;
};

/// @throws Error "bad-settings" when the network has no such class.
void check_class(const Sequential& network, std::size_t wanted);

/// A picture under a black square of 5 × 5, whose middle lies on each pixel in turn.
/// @return {784, 28, 28}
std::vector<std::uint8_t> occluded(const Picture& picture);

/// @throws Error "bad-settings" when no layer has this name.
const Layer& layer_named(const Sequential& network, std::string_view layer);

/// A layer's parameters by Keras' names and in its layout: "kernel" {height, width, in, out} or
/// {in, out}, and "bias" {out}. Empty for layers that have none.
/// @throws Error as layer_named().
std::vector<NamedTensor> layer_parameters(const Sequential& network, std::string_view layer);

}  // namespace fitting_room
