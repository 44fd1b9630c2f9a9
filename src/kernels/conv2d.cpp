#include "kernels/conv2d.h"

#include <xnnpack.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "kernels/outer_product.h"
#include "tensor/views.h"

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

void Conv2DForward::set_weights(const float* kernel, const float* bias) {
  const Conv2DSizes& s = sizes_;
  if (ohwi_.size() == 0) ohwi_ = Tensor({s.kernel_count()});
  const std::size_t inputs = s.kernel_count() / s.out_channels;
  MatrixView(ohwi_.data(), s.out_channels, inputs) =
      ConstMatrixView(kernel, inputs, s.out_channels).transpose();
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(
      xnn_create_convolution2d_nhwc_f32(
          u32(s.pad_top), u32(s.pad_right), u32(s.pad_bottom), u32(s.pad_left),
          u32(s.kernel_height), u32(s.kernel_width), u32(s.stride), u32(s.stride),
          /*dilation_height=*/1, /*dilation_width=*/1, /*groups=*/1, s.in_channels, s.out_channels,
          /*input_channel_stride=*/s.in_channels, /*output_channel_stride=*/s.out_channels,
          ohwi_.data(), bias, relu_ ? 0.0f : -infinity, infinity, /*flags=*/0,
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

void Conv2DInputGradient::set_weights(const float* kernel) {
  const Conv2DSizes& s = sizes_;
  if (ihwo_.size() == 0) ihwo_ = Tensor({s.kernel_count()});
  const std::size_t taps = s.kernel_height * s.kernel_width;
  for (std::size_t i = 0; i < s.in_channels; ++i) {
    for (std::size_t tap = 0; tap < taps; ++tap) {
      std::copy_n(kernel + (tap * s.in_channels + i) * s.out_channels, s.out_channels,
                  ihwo_.data() + (i * taps + tap) * s.out_channels);
    }
  }
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(
      xnn_create_deconvolution2d_nhwc_f32(
          u32(s.pad_top), u32(s.pad_right), u32(s.pad_bottom), u32(s.pad_left),
          u32(s.kernel_height), u32(s.kernel_width), u32(s.stride), u32(s.stride),
          /*dilation_height=*/1, /*dilation_width=*/1, /*groups=*/1,
          /*group_input_channels=*/s.out_channels, /*group_output_channels=*/s.in_channels,
          /*input_pixel_stride=*/s.out_channels, /*output_pixel_stride=*/s.in_channels,
          ihwo_.data(), /*bias=*/nullptr, -infinity, infinity, /*flags=*/0,
          /*code_cache=*/nullptr, /*weights_cache=*/nullptr, &handle),
      "xnn_create_deconvolution2d_nhwc_f32");
  operator_.reset(handle);
}

void Conv2DInputGradient::run(std::size_t batch, const float* output_gradient,
                              float* input_gradient) {
  const Conv2DSizes& s = sizes_;
  // Input rows below the last full stride were never read; the adjustment gives them zeros.
  const std::size_t rows =
      (s.out_height - 1) * s.stride + s.kernel_height - s.pad_top - s.pad_bottom;
  const std::size_t columns =
      (s.out_width - 1) * s.stride + s.kernel_width - s.pad_left - s.pad_right;
  std::size_t height = 0, width = 0;
  check_xnnpack(xnn_reshape_deconvolution2d_nhwc_f32(
                    operator_.get(), batch, s.out_height, s.out_width, u32(s.in_height - rows),
                    u32(s.in_width - columns), &height, &width, /*threadpool=*/nullptr),
                "xnn_reshape_deconvolution2d_nhwc_f32");
  check_xnnpack(
      xnn_setup_deconvolution2d_nhwc_f32(operator_.get(), output_gradient, input_gradient),
      "xnn_setup_deconvolution2d_nhwc_f32");
  check_xnnpack(xnn_run_operator(operator_.get(), /*threadpool=*/nullptr), "xnn_run_operator");
}

void conv2d_weight_gradient(const Conv2DSizes& s, std::size_t batch, const float* input,
                            const float* output_gradient, float* kernel_gradient,
                            float* bias_gradient, Tensor& padded) {
  const std::size_t height = s.pad_top + s.in_height + s.pad_bottom;
  const std::size_t width = s.pad_left + s.in_width + s.pad_right;
  const std::size_t in_image = s.in_height * s.in_width * s.in_channels;
  const std::size_t out_row = s.out_width * s.out_channels;
  const bool pads = height != s.in_height || width != s.in_width;
  if (pads && padded.size() == 0) padded = Tensor({height, width, s.in_channels});

  // A row of the kernel, (kx, channel), lies contiguous in the input too: so one row of the
  // kernel's gradient is a sum of outer products of two contiguous vectors, without im2col.
  const std::size_t rows = s.kernel_width * s.in_channels;
  // So many rows of the output's gradient stay in the first-level cache while all blocks read them.
  const std::size_t band = std::max<std::size_t>(1, 4096 / out_row);

  for (std::size_t n = 0; n < batch; ++n) {
    const float* image = input + n * in_image;
    if (pads) {
      for (std::size_t y = 0; y < s.in_height; ++y) {
        std::copy_n(image + y * s.in_width * s.in_channels, s.in_width * s.in_channels,
                    padded.data() + ((y + s.pad_top) * width + s.pad_left) * s.in_channels);
      }
      image = padded.data();
    }
    const float* gradient = output_gradient + n * s.out_height * out_row;
    for (std::size_t y = 0; y < s.out_height; y += band) {
      for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
        Positions positions;
        positions.rows = std::min(band, s.out_height - y);
        positions.columns = s.out_width;
        positions.left = image + (y * s.stride + ky) * width * s.in_channels;
        positions.left_row = s.stride * width * s.in_channels;
        positions.left_column = s.stride * s.in_channels;
        positions.right = gradient + y * out_row;
        positions.right_row = out_row;
        positions.right_column = s.out_channels;
        add_outer_products(positions, rows, s.out_channels,
                           kernel_gradient + ky * rows * s.out_channels);
      }
    }
  }
  ArrayView bias(bias_gradient, s.out_channels);
  bias += ConstMatrixView(output_gradient, batch * s.out_height * s.out_width, s.out_channels)
              .colwise()
              .sum()
              .transpose()
              .array();
}

}  // namespace fitting_room
