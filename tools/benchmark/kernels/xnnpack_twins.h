#pragma once

#include "kernels/conv2d.h"
#include "kernels/xnnpack_operator.h"
#include "tensor/tensor.h"

namespace fitting_room {

// XNNPACK's ways to do what kernels of our own do now: so that anyone can see what replacing them
// has brought. Same layouts as in kernels/conv2d.h, no padding, stride 1. One thread at a time.

/// Convolution with bias and ReLU.
class XnnpackConv2D {
 public:
  /// @param kernel OHWI
  XnnpackConv2D(const Conv2DSizes& sizes, const float* kernel, const float* bias);
  void run(std::size_t batch, const float* input, float* output);

 private:
  Conv2DSizes sizes_;
  Tensor workspace_;
  XnnpackOperator operator_;
};

/// Gradient by a convolution's input, as the transposed convolution, which is dense.
class XnnpackInputGradient {
 public:
  /// @param kernel OHWI
  XnnpackInputGradient(const Conv2DSizes& sizes, const float* kernel);
  void run(std::size_t batch, const float* output_gradient, float* input_gradient);

 private:
  Conv2DSizes sizes_;
  XnnpackOperator operator_;
};

/// Gradient by a convolution's kernel, as a matrix product over all positions. XNNPACK wants its
/// left operand transposed and its right one unrolled (im2col), which is part of the work.
class XnnpackWeightGradient {
 public:
  XnnpackWeightGradient(const Conv2DSizes& sizes, std::size_t batch);
  /// @param kernel_gradient OHWI, overwritten
  void run(const float* input, const float* output_gradient, float* kernel_gradient);

 private:
  Conv2DSizes sizes_;
  std::size_t batch_;
  Tensor transposed_, unrolled_, workspace_;
  XnnpackOperator operator_;
};

}  // namespace fitting_room
