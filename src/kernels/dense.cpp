#include "kernels/dense.h"

#include <xnnpack.h>

#include <cstdint>
#include <limits>

#include "kernels/outer_product.h"
#include "tensor/views.h"

namespace fitting_room {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

XnnpackOperator create(std::size_t inputs, std::size_t outputs, const float* kernel,
                       const float* bias, float minimum, std::uint32_t flags) {
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(xnn_create_fully_connected_nc_f32(
                    inputs, outputs, /*input_stride=*/inputs, /*output_stride=*/outputs, kernel,
                    bias, minimum, infinity, flags, /*code_cache=*/nullptr,
                    /*weights_cache=*/nullptr, &handle),
                "xnn_create_fully_connected_nc_f32");
  return XnnpackOperator(handle);
}

void run_operator(xnn_operator_t handle, std::size_t batch, const float* input, float* output) {
  check_xnnpack(xnn_reshape_fully_connected_nc_f32(handle, batch, /*threadpool=*/nullptr),
                "xnn_reshape_fully_connected_nc_f32");
  check_xnnpack(xnn_setup_fully_connected_nc_f32(handle, input, output),
                "xnn_setup_fully_connected_nc_f32");
  check_xnnpack(xnn_run_operator(handle, /*threadpool=*/nullptr), "xnn_run_operator");
}

}  // namespace

void DenseForward::set_weights(const float* kernel, const float* bias) {
  operator_ = create(inputs_, units_, kernel, bias, relu_ ? 0.0f : -infinity,
                     XNN_FLAG_TRANSPOSE_WEIGHTS);
}

void DenseForward::run(std::size_t batch, const float* input, float* output) {
  run_operator(operator_.get(), batch, input, output);
}

void DenseInputGradient::set_weights(const float* kernel) {
  // XNNPACK's own layout is {outputs, inputs}: read that way, the same kernel is the transpose.
  operator_ = create(units_, inputs_, kernel, /*bias=*/nullptr, -infinity, /*flags=*/0);
}

void DenseInputGradient::run(std::size_t batch, const float* output_gradient,
                             float* input_gradient) {
  run_operator(operator_.get(), batch, output_gradient, input_gradient);
}

void dense_weight_gradient(std::size_t batch, std::size_t inputs, std::size_t units,
                           const float* input, const float* output_gradient,
                           float* kernel_gradient, float* bias_gradient) {
  Positions positions;
  positions.rows = 1;
  positions.columns = batch;
  positions.left = input;
  positions.left_column = inputs;
  positions.right = output_gradient;
  positions.right_column = units;
  add_outer_products(positions, inputs, units, kernel_gradient);
  ArrayView(bias_gradient, units) +=
      ConstMatrixView(output_gradient, batch, units).colwise().sum().transpose().array();
}

}  // namespace fitting_room
