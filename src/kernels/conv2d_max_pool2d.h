#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/conv2d.h"
#include "kernels/max_pool2d.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// A convolution and the 2 × 2 max pooling behind it in one loop. The four outputs of a window are
/// computed side by side in registers, so that the map between the two is never in memory, and
/// what the pooling leaves out (the last row of an odd map) is never computed.
/// An instance is used by one thread at a time.
class Conv2DMaxPool2DForward {
 public:
  /// Whether the pooling is one that this can do: 2 × 2, stride 2, whole windows only.
  static bool can_fuse(const Conv2DSizes& convolution, const MaxPool2DSizes& pooling);

  Conv2DMaxPool2DForward(const Conv2DSizes& sizes, bool relu) : sizes_(sizes), relu_(relu) {}

  /// Copies the weights, which may change afterwards. @param kernel OHWI; @param bias {O}.
  void set_weights(const float* kernel, const float* bias);

  /// @param input {batch, in_height, in_width, in_channels}.
  /// @param output {batch, out_height / 2, out_width / 2, out_channels}.
  /// @param winners like output: for each value, where the receptive field that gave it begins in
  /// the padded input, counted in floats (the first of several equal ones), for
  /// Conv2DGradients::list_pooled(). nullptr where none is wanted.
  void run(std::size_t batch, const float* input, float* output, std::uint32_t* winners);

 private:
  template <bool Record>
  void run_block(std::size_t block, std::size_t batch, const float* input, float* output,
                 std::uint32_t* winners) const;

  Conv2DSizes sizes_;
  bool relu_;
  /// For each eight output channels: the bias, then the kernel as {height, width, in, 8}.
  Tensor packed_;
  /// The input with its padding; empty where there is none.
  Tensor padded_;
};

}  // namespace fitting_room
