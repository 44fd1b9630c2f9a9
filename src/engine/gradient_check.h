#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/images.h"
#include "nn/sequential.h"

namespace fitting_room {

/// The derivative of the loss by one number of a parameter, found in two ways.
struct CheckedGradient {
  Shape place;           // of the number in its parameter, in Keras' layout
  double analytic = 0;   // by backpropagation
  double numerical = 0;  // by a central difference
  /// Between the two sides of the difference: units whose ReLU opens or shuts, and windows of a max
  /// pooling that another input wins. The loss has a kink there, and a difference across one is not
  /// quite the derivative.
  std::size_t relu_kinks = 0, pooling_kinks = 0;
};

struct CheckedParameter {
  std::string name;  // "kernel"
  std::vector<CheckedGradient> gradients;
};

struct CheckedLayer {
  double loss = 0;  // the mean over the images
  /// The largest in size of their logits: what float32 rounds off it is off the loss, too.
  double largest_logit = 0;
  double step = 0;                           // to either side
  std::vector<CheckedParameter> parameters;  // those that are trainable
};

/// Holds a network's gradients against differences of its loss, all images taken for one training
/// batch: dropout drops the same values on both sides, and batch normalization goes by this batch's
/// statistics. The differences are those of a copy, none of whose layers are fused, so both come by
/// ways of their own; the network itself is only read.
class GradientCheck {
 public:
  static constexpr std::size_t most_images = 64;
  /// Of a parameter that has more numbers, so many are checked: half of them with the largest
  /// gradients, half spread over all of them: a gradient that is too small is wrong, too.
  static constexpr std::size_t numbers_checked = 12;

  /// @throws Error "bad-image" for no images, too many of them, or one of no class; "bad-model"
  /// where the loss is no finite number.
  GradientCheck(const Sequential& network, const ImageSet& images);

  /// By backpropagation, laid out as the parameters.
  const Tensor& analytic() const { return analytic_; }
  /// @param gradients that are to be checked: analytic().
  /// @throws Error "bad-settings" when no layer has this name.
  CheckedLayer check(std::string_view layer, const Tensor& gradients);

 private:
  /// What has kinks, in one forward pass: whether each ReLU is open, as far as a pooling behind it
  /// lets that through, and which input won each window.
  struct Pattern {
    std::vector<bool> open;
    std::vector<std::uint32_t> winners;
  };

  /// Of a pass forward; the gradient by the logits is left in the workspace.
  double loss(const Sequential& network, Workspace& workspace) const;
  double plain_loss() { return loss(plain_, workspace_); }
  /// Of the last plain_loss().
  Pattern pattern();
  /// @param offset of the number among the parameters.
  CheckedGradient difference(std::size_t offset);

  const ImageSet& images_;
  Pass pass_;
  Sequential plain_;
  Workspace workspace_;  // of plain_
  Tensor analytic_;
};

}  // namespace fitting_room
