#include "xnnpack_twins.h"

#include <xnnpack.h>

#include <algorithm>
#include <limits>

#include "tensor/views.h"

namespace fitting_room {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

std::uint32_t u32(std::size_t value) { return static_cast<std::uint32_t>(value); }

/// Makes room for so many bytes.
void grow(Tensor& workspace, std::size_t bytes) {
  if (workspace.size() * sizeof(float) < bytes) workspace = Tensor({bytes / sizeof(float) + 1});
}

void run_operator(const XnnpackOperator& handle) {
  check_xnnpack(xnn_run_operator(handle.get(), /*threadpool=*/nullptr), "xnn_run_operator");
}

}  // namespace

XnnpackConv2D::XnnpackConv2D(const Conv2DSizes& sizes, const float* kernel, const float* bias)
    : sizes_(sizes) {
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(xnn_create_convolution2d_nhwc_f32(
                    0, 0, 0, 0, u32(sizes.kernel_height), u32(sizes.kernel_width),
                    /*subsampling=*/1, 1, /*dilation=*/1, 1, /*groups=*/1, sizes.in_channels,
                    sizes.out_channels, sizes.in_channels, sizes.out_channels, kernel, bias,
                    /*output_min=*/0.0f, infinity, /*flags=*/0, /*code_cache=*/nullptr,
                    /*weights_cache=*/nullptr, &handle),
                "xnn_create_convolution2d_nhwc_f32");
  operator_.reset(handle);
}

void XnnpackConv2D::run(std::size_t batch, const float* input, float* output) {
  std::size_t size = 0, alignment = 0, height = 0, width = 0;
  check_xnnpack(
      xnn_reshape_convolution2d_nhwc_f32(operator_.get(), batch, sizes_.in_height, sizes_.in_width,
                                         &size, &alignment, &height, &width, nullptr),
      "xnn_reshape_convolution2d_nhwc_f32");
  grow(workspace_, size);
  check_xnnpack(xnn_setup_convolution2d_nhwc_f32(operator_.get(), workspace_.data(), input, output),
                "xnn_setup_convolution2d_nhwc_f32");
  run_operator(operator_);
}

XnnpackInputGradient::XnnpackInputGradient(const Conv2DSizes& sizes, const float* kernel)
    : sizes_(sizes) {
  const std::size_t taps = sizes.kernel_height * sizes.kernel_width;
  Tensor ihwo({sizes.kernel_count()});
  for (std::size_t o = 0; o < sizes.out_channels; ++o) {
    for (std::size_t tap = 0; tap < taps; ++tap) {
      for (std::size_t i = 0; i < sizes.in_channels; ++i) {
        ihwo[(i * taps + tap) * sizes.out_channels + o] =
            kernel[(o * taps + tap) * sizes.in_channels + i];
      }
    }
  }
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(
      xnn_create_deconvolution2d_nhwc_f32(
          0, 0, 0, 0, u32(sizes.kernel_height), u32(sizes.kernel_width), /*stride=*/1, 1,
          /*dilation=*/1, 1, /*groups=*/1, sizes.out_channels, sizes.in_channels,
          sizes.out_channels, sizes.in_channels, ihwo.data(), /*bias=*/nullptr, -infinity, infinity,
          /*flags=*/0, /*code_cache=*/nullptr, /*weights_cache=*/nullptr, &handle),
      "xnn_create_deconvolution2d_nhwc_f32");
  operator_.reset(handle);
}

void XnnpackInputGradient::run(std::size_t batch, const float* output_gradient,
                               float* input_gradient) {
  std::size_t height = 0, width = 0;
  check_xnnpack(xnn_reshape_deconvolution2d_nhwc_f32(operator_.get(), batch, sizes_.out_height,
                                                     sizes_.out_width, /*adjustment=*/0, 0, &height,
                                                     &width, nullptr),
                "xnn_reshape_deconvolution2d_nhwc_f32");
  check_xnnpack(
      xnn_setup_deconvolution2d_nhwc_f32(operator_.get(), output_gradient, input_gradient),
      "xnn_setup_deconvolution2d_nhwc_f32");
  run_operator(operator_);
}

XnnpackWeightGradient::XnnpackWeightGradient(const Conv2DSizes& sizes, std::size_t batch)
    : sizes_(sizes), batch_(batch) {
  const std::size_t positions = batch * sizes.out_height * sizes.out_width;
  transposed_ = Tensor({sizes.out_channels, positions});
  unrolled_ = Tensor({positions, sizes.kernel_count() / sizes.out_channels});
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(xnn_create_batch_matrix_multiply_nc_f32(/*flags=*/0, &handle),
                "xnn_create_batch_matrix_multiply_nc_f32");
  operator_.reset(handle);
}

void XnnpackWeightGradient::run(const float* input, const float* output_gradient,
                                float* kernel_gradient) {
  const Conv2DSizes& s = sizes_;
  const std::size_t positions = batch_ * s.out_height * s.out_width;
  const std::size_t field = s.kernel_count() / s.out_channels;
  MatrixView(transposed_.data(), s.out_channels, positions) =
      ConstMatrixView(output_gradient, positions, s.out_channels).transpose();
  float* to = unrolled_.data();
  for (std::size_t n = 0; n < batch_; ++n) {
    for (std::size_t y = 0; y < s.out_height; ++y) {
      for (std::size_t x = 0; x < s.out_width; ++x) {
        for (std::size_t row = 0; row < s.kernel_height; ++row) {
          const float* from =
              input + (((n * s.in_height + y + row) * s.in_width) + x) * s.in_channels;
          to = std::copy_n(from, s.kernel_width * s.in_channels, to);
        }
      }
    }
  }
  std::size_t size = 0, alignment = 0;
  check_xnnpack(xnn_reshape_batch_matrix_multiply_nc_f32(
                    operator_.get(), /*num_batch_dims=*/0, nullptr, nullptr, s.out_channels,
                    positions, field, &size, &alignment, nullptr),
                "xnn_reshape_batch_matrix_multiply_nc_f32");
  grow(workspace_, size);
  check_xnnpack(
      xnn_setup_batch_matrix_multiply_nc_f32(operator_.get(), workspace_.data(), transposed_.data(),
                                             unrolled_.data(), kernel_gradient),
      "xnn_setup_batch_matrix_multiply_nc_f32");
  run_operator(operator_);
}

}  // namespace fitting_room
