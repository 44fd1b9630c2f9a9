#pragma once

#include <cstddef>

#include "kernels/conv2d.h"
#include "kernels/winograd_products.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// The gradient by the input of a convolution without pooling, in tiles: each step of
/// Conv2DWinograd transposed, and in the opposite order. It computes with zeros, too, and yet with
/// less work than Conv2DGradients where about half of the gradients are zero, as behind a ReLU.
/// An instance is used by one thread at a time.
class Conv2DWinogradGradient {
 public:
  /// Whether that is faster for such a convolution.
  static bool suits(const Conv2DSizes& sizes);

  /// @param sizes suit.
  explicit Conv2DWinogradGradient(const Conv2DSizes& sizes);

  /// Copies the weights, which may change afterwards. @param kernel OHWI.
  void set_weights(const float* kernel);

  /// @param gradient by the outputs, and @param relu_output as Conv2DGradients::list().
  /// @param input_gradient {batch, in_height, in_width, in_channels}, overwritten.
  void run(std::size_t batch, const float* gradient, const float* relu_output,
           float* input_gradient);

 private:
  void run_tiles(std::size_t batch, const float* gradient, const float* relu_output, float* padded);

  /// Padded so that the last row and column of tiles are whole.
  Conv2DSizes sizes_;
  Tensor padded_;  // empty where there is no padding
  WinogradProducts products_;
};

}  // namespace fitting_room
