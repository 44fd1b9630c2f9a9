#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/conv2d.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// The backward pass of a convolution, or of a dense layer, which is a convolution over a map of
/// 1 × 1.
///
/// Most gradients by the outputs are zero: ReLU zeroes about half of them, max pooling three in
/// four, dropout some more. So those that are not, nor negligible, are listed first, by output
/// channel, and both products run over the list only. A kernel that lies output channel first
/// (OHWI) and an input that lies channel last (NHWC) are contiguous along the same axis, a row of a
/// receptive field, so neither is transposed, packed or unrolled (im2col): the weights' gradient is
/// a sum of receptive fields, each times its output's gradient; the input's is a sum of kernels.
///
/// An instance is used by one thread at a time.
class Conv2DGradients {
 public:
  Conv2DGradients(const Conv2DSizes& sizes, std::size_t max_batch);

  /// Lists gradients by the convolution's outputs.
  /// @param gradient {batch, out_height, out_width, out_channels}.
  /// @param relu_output what a ReLU behind the convolution gave: where that is not above zero, the
  /// gradient counts as zero. nullptr without ReLU.
  void list(std::size_t batch, const float* gradient, const float* relu_output);

  /// Lists gradients by what a max pooling made of the outputs; see Conv2DForward.
  /// @param gradient {batch, positions, out_channels}, @param relu_output and @param winners alike.
  void list_pooled(std::size_t batch, std::size_t positions, const float* gradient,
                   const float* relu_output, const std::uint32_t* winners);

  /// Adds what the listed outputs contribute to the gradients by kernel (OHWI) and bias {O}.
  /// @param input {batch, in_height, in_width, in_channels}.
  void add_weight_gradient(const float* input, float* kernel_gradient, float* bias_gradient);

  /// Writes the gradient by the input {batch, in_height, in_width, in_channels}.
  /// @param kernel OHWI.
  void input_gradient(const float* kernel, float* gradient);

 private:
  /// An output whose gradient is not zero, and the pixel of the padded batch where its receptive
  /// field begins.
  struct Output {
    std::uint32_t pixel;
    float gradient;
  };
  /// The same among those of one pixel: where its channel's kernel begins, in floats.
  struct Term {
    std::uint32_t kernel;
    float gradient;
  };

  template <typename Pixels>
  void collect(std::size_t positions, const float* gradient, const float* relu_output,
               const Pixels& pixels);
  const Output* outputs_of(std::size_t channel) const {
    return outputs_.data() + channel * capacity_;
  }
  void group_by_pixel();
  void sum_kernels(const float* kernel, float* padded_gradient) const;
  template <std::size_t Vectors>
  void sum_columns(const float* kernel, float* padded_gradient, std::size_t last) const;

  Conv2DSizes sizes_;
  std::size_t capacity_;  // of one channel's list
  std::size_t batch_ = 0;
  std::vector<Output> outputs_;
  std::vector<std::uint32_t> counts_;  // of each channel's list
  std::vector<std::uint32_t> fields_;  // where the receptive field of each position begins
  /// The outputs once more, by pixel, and where each pixel's end.
  std::vector<Term> terms_;
  std::vector<std::uint32_t> term_ends_;
  /// Images and their gradients with their padding; empty where there is none.
  Tensor padded_input_, padded_gradient_;
};

}  // namespace fitting_room
