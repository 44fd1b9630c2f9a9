#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

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
  std::size_t padded_height() const { return pad_top + in_height + pad_bottom; }
  std::size_t padded_width() const { return pad_left + in_width + pad_right; }
  /// The pixel of the padded batch where the receptive field of output (n, y, x) begins.
  std::size_t field(std::size_t n, std::size_t y, std::size_t x) const {
    return (n * padded_height() + y * stride) * padded_width() + x * stride;
  }
  bool is_padded() const { return padded_height() != in_height || padded_width() != in_width; }
};

/// Works out a convolution's output size and padding as Keras does: "valid" pads nothing; "same"
/// gives out = ceil(in / stride) and puts the odd row and column of zeros at the bottom and right.
/// When the kernel does not fit, out_height or out_width is 0.
Conv2DSizes conv2d_sizes(std::size_t in_height, std::size_t in_width, std::size_t in_channels,
                         std::size_t filters, std::size_t kernel, std::size_t stride, bool same);

/// Copies images {batch, in_height, in_width, in_channels} into the middle of
/// {batch, padded_height, padded_width, in_channels}, and leaves the padding as it is.
void pad_images(const Conv2DSizes& sizes, std::size_t batch, const float* images, float* padded);
/// The way back.
void unpad_images(const Conv2DSizes& sizes, std::size_t batch, const float* padded, float* images);

/// output[n,y,x,o] = bias[o] + sum over ky,kx,i of input[n, y*stride+ky-pad_top, …, i]
///                   * kernel[o,ky,kx,i], then max(·, 0) if `relu`.
/// Input NHWC {batch, in_height, in_width, in_channels}, kernel OHWI, output NHWC.
///
/// Four positions and eight channels are computed side by side in registers, straight from the
/// input (no im2col). An instance is used by one thread at a time.
class Conv2DForward {
 public:
  Conv2DForward(const Conv2DSizes& sizes, bool relu) : sizes_(sizes), relu_(relu) {}

  /// Copies the weights, which may change afterwards. @param bias {out_channels}.
  void set_weights(const float* kernel, const float* bias);

  void run(std::size_t batch, const float* input, float* output);

  /// The same with 2 × 2 max pooling behind it. The four positions are those of a window, so the
  /// map between the two is never in memory, and what the pooling leaves out (the last row and
  /// column of an odd map) is never computed.
  /// @param output {batch, out_height / 2, out_width / 2, out_channels}.
  /// @param winners like output: for each value, the pixel of the padded batch where the receptive
  /// field begins that gave it (the first of several equal ones), for
  /// Conv2DGradients::list_pooled(). nullptr where none is wanted.
  void run_pooled(std::size_t batch, const float* input, float* output, std::uint32_t* winners);

 private:
  const float* padded(std::size_t batch, const float* input);
  template <std::size_t Taps>
  void run_taps(std::size_t batch, const float* input, float* output);
  template <std::size_t Taps>
  void run_pooled_taps(std::size_t batch, const float* input, float* output,
                       std::uint32_t* winners) const;

  Conv2DSizes sizes_;
  bool relu_;
  /// For each eight output channels: the bias, then the kernel as {height, width, in, 8}.
  Tensor packed_;
  /// The input with its padding; empty where there is none.
  Tensor padded_;
  /// Where the receptive field of each output of a batch begins in the padded input.
  std::vector<std::uint32_t> fields_;
};

}  // namespace fitting_room
