#pragma once

#include <cstddef>

#include "kernels/xnnpack_operator.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// Sizes of a two-dimensional convolution (cross-correlation, as in every framework).
struct Conv2DSizes {
  std::size_t in_height = 0, in_width = 0, in_channels = 0;
  std::size_t out_height = 0, out_width = 0, out_channels = 0;
  std::size_t kernel_height = 0, kernel_width = 0;
  std::size_t stride = 1;
  /// Zeros around the input. out = floor((in + before + after - kernel) / stride) + 1.
  std::size_t pad_top = 0, pad_left = 0, pad_bottom = 0, pad_right = 0;

  std::size_t kernel_count() const {
    return kernel_height * kernel_width * in_channels * out_channels;
  }
};

/// Works out a convolution's output size and padding as Keras does: "valid" pads nothing; "same"
/// gives out = ceil(in / stride) and puts the odd row and column of zeros at the bottom and right.
/// When the kernel does not fit, out_height or out_width is 0.
Conv2DSizes conv2d_sizes(std::size_t in_height, std::size_t in_width, std::size_t in_channels,
                         std::size_t filters, std::size_t kernel, std::size_t stride, bool same);

/// output[n,y,x,o] = bias[o] + sum over ky,kx,i of input[n, y*stride+ky-pad_top, …, i]
///                   * kernel[ky,kx,i,o], then max(·, 0) if `relu`.
/// Input NHWC {batch, in_height, in_width, in_channels}, kernel HWIO, output NHWC.
/// An instance is used by one thread at a time.
class Conv2DForward {
 public:
  Conv2DForward(const Conv2DSizes& sizes, bool relu) : sizes_(sizes), relu_(relu) {}
  /// Copies the weights into XNNPACK's packed form; what was passed may change afterwards.
  void set_weights(const float* kernel, const float* bias);
  void run(std::size_t batch, const float* input, float* output);

 private:
  Conv2DSizes sizes_;
  bool relu_;
  Tensor ohwi_;
  Tensor workspace_;
  XnnpackOperator operator_;
};

/// Gradient of the loss by the input, {batch, in_height, in_width, in_channels}, from the gradient
/// by the output: the transposed convolution with the same kernel. One thread at a time.
class Conv2DInputGradient {
 public:
  explicit Conv2DInputGradient(const Conv2DSizes& sizes) : sizes_(sizes) {}
  void set_weights(const float* kernel);
  void run(std::size_t batch, const float* output_gradient, float* input_gradient);

 private:
  Conv2DSizes sizes_;
  Tensor ihwo_;
  XnnpackOperator operator_;
};

/// Adds to the gradients of the loss by kernel (HWIO) and bias what this batch contributes, from the
/// input and the gradient by the output. `padded` is scratch, allocated at the first use where there
/// is padding; it belongs to these sizes.
void conv2d_weight_gradient(const Conv2DSizes& sizes, std::size_t batch, const float* input,
                            const float* output_gradient, float* kernel_gradient,
                            float* bias_gradient, Tensor& padded);

}  // namespace fitting_room
