#pragma once

#include <cstddef>

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

/// What follows a convolution in the same pass: nothing, or max pooling over whole windows of 2
/// × 2.
enum class Pooling { none, max_2x2 };

/// Copies images {batch, in_height, in_width, in_channels} into the middle of
/// {batch, padded_height, padded_width, in_channels}, and leaves the padding as it is.
void pad_images(const Conv2DSizes& sizes, std::size_t batch, const float* images, float* padded);
/// The way back.
void unpad_images(const Conv2DSizes& sizes, std::size_t batch, const float* padded, float* images);

/// Room for a batch of images with their padding.
class PaddedImages {
 public:
  /// @return the images with their padding; the images themselves where there is none.
  const float* of(const Conv2DSizes& sizes, std::size_t batch, const float* images);

 private:
  Tensor padded_;
};

}  // namespace fitting_room
