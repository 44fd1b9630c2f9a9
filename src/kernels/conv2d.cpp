#include "kernels/conv2d.h"

#include <algorithm>

namespace fitting_room {
namespace {

/// The extent of an output and the padding before and after its input, along one axis.
struct Axis {
  std::size_t out, before, after;
};

Axis axis_of(std::size_t in, std::size_t kernel, std::size_t stride, bool same) {
  if (!same) return {in < kernel ? 0 : (in - kernel) / stride + 1, 0, 0};
  const std::size_t out = (in + stride - 1) / stride;
  const std::size_t covered = (out - 1) * stride + kernel;
  const std::size_t pad = covered > in ? covered - in : 0;
  return {out, pad / 2, pad - pad / 2};
}

/// Where row y of image n begins among the padded images, behind the padding.
std::size_t padded_row(const Conv2DSizes& s, std::size_t n, std::size_t y) {
  return ((n * s.padded_height() + y + s.pad_top) * s.padded_width() + s.pad_left) * s.in_channels;
}

}  // namespace

Conv2DSizes conv2d_sizes(std::size_t in_height, std::size_t in_width, std::size_t in_channels,
                         std::size_t filters, std::size_t kernel, std::size_t stride, bool same) {
  const Axis vertical = axis_of(in_height, kernel, stride, same);
  const Axis horizontal = axis_of(in_width, kernel, stride, same);
  Conv2DSizes sizes;
  sizes.in_height = in_height;
  sizes.in_width = in_width;
  sizes.in_channels = in_channels;
  sizes.out_height = vertical.out;
  sizes.out_width = horizontal.out;
  sizes.out_channels = filters;
  sizes.kernel_height = kernel;
  sizes.kernel_width = kernel;
  sizes.stride = stride;
  sizes.pad_top = vertical.before;
  sizes.pad_left = horizontal.before;
  sizes.pad_bottom = vertical.after;
  sizes.pad_right = horizontal.after;
  return sizes;
}

void pad_images(const Conv2DSizes& s, std::size_t batch, const float* images, float* padded) {
  const std::size_t row = s.in_width * s.in_channels;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t y = 0; y < s.in_height; ++y)
      std::copy_n(images + (n * s.in_height + y) * row, row, padded + padded_row(s, n, y));
}

void unpad_images(const Conv2DSizes& s, std::size_t batch, const float* padded, float* images) {
  const std::size_t row = s.in_width * s.in_channels;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t y = 0; y < s.in_height; ++y)
      std::copy_n(padded + padded_row(s, n, y), row, images + (n * s.in_height + y) * row);
}

const float* PaddedImages::of(const Conv2DSizes& s, std::size_t batch, const float* images) {
  if (!s.is_padded()) return images;
  const std::size_t size = batch * s.padded_height() * s.padded_width() * s.in_channels;
  if (padded_.size() < size) padded_ = Tensor({size});
  pad_images(s, batch, images, padded_.data());
  return padded_.data();
}

}  // namespace fitting_room
