#include "kernels/dense.h"

#include <xnnpack.h>

#include <limits>

#include "kernels/negligible.h"

namespace fitting_room {

void DenseForward::set_weights(const float* kernel, const float* bias) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  initialise_xnnpack();
  xnn_operator_t handle = nullptr;
  check_xnnpack(xnn_create_fully_connected_nc_f32(
                    inputs_, units_, /*input_stride=*/inputs_, /*output_stride=*/units_, kernel,
                    bias, relu_ ? 0.0f : -infinity, infinity, /*flags=*/0, /*code_cache=*/nullptr,
                    /*weights_cache=*/nullptr, &handle),
                "xnn_create_fully_connected_nc_f32");
  operator_.reset(handle);
}

void DenseForward::run(std::size_t batch, const float* input, float* output) {
  check_xnnpack(xnn_reshape_fully_connected_nc_f32(operator_.get(), batch, /*threadpool=*/nullptr),
                "xnn_reshape_fully_connected_nc_f32");
  check_xnnpack(xnn_setup_fully_connected_nc_f32(operator_.get(), input, output),
                "xnn_setup_fully_connected_nc_f32");
  check_xnnpack(xnn_run_operator(operator_.get(), /*threadpool=*/nullptr), "xnn_run_operator");
  for (std::size_t i = 0; i < batch * units_; ++i) output[i] = without_negligible(output[i]);
}

}  // namespace fitting_room
