#include "kernels/conv2d.h"

#include <xnnpack.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace fitting_room {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

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

std::uint32_t u32(std::size_t value) { return static_cast<std::uint32_t>(value); }

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

void Conv2DForward::set_weights(const float* kernel, const float* bias) {
  const Conv2DSizes& s = sizes_;
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(
      xnn_create_convolution2d_nhwc_f32(
          u32(s.pad_top), u32(s.pad_right), u32(s.pad_bottom), u32(s.pad_left),
          u32(s.kernel_height), u32(s.kernel_width), u32(s.stride), u32(s.stride),
          /*dilation_height=*/1, /*dilation_width=*/1, /*groups=*/1, s.in_channels, s.out_channels,
          /*input_channel_stride=*/s.in_channels, /*output_channel_stride=*/s.out_channels,
          kernel, bias, relu_ ? 0.0f : -infinity, infinity, /*flags=*/0,
          /*code_cache=*/nullptr, /*weights_cache=*/nullptr, &handle),
      "xnn_create_convolution2d_nhwc_f32");
  operator_.reset(handle);
}

void Conv2DForward::run(std::size_t batch, const float* input, float* output) {
  std::size_t workspace_size = 0, workspace_alignment = 0, height = 0, width = 0;
  check_xnnpack(xnn_reshape_convolution2d_nhwc_f32(
                    operator_.get(), batch, sizes_.in_height, sizes_.in_width, &workspace_size,
                    &workspace_alignment, &height, &width, /*threadpool=*/nullptr),
                "xnn_reshape_convolution2d_nhwc_f32");
  if (workspace_.size() * sizeof(float) < workspace_size) {
    workspace_ = Tensor({workspace_size / sizeof(float) + 1});
  }
  check_xnnpack(
      xnn_setup_convolution2d_nhwc_f32(operator_.get(), workspace_.data(), input, output),
      "xnn_setup_convolution2d_nhwc_f32");
  check_xnnpack(xnn_run_operator(operator_.get(), /*threadpool=*/nullptr), "xnn_run_operator");
}

}  // namespace fitting_room
