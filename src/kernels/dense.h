#pragma once

#include <cstddef>

#include "kernels/xnnpack_operator.h"

namespace fitting_room {

/// output[n, o] = bias[o] + sum over i of input[n, i] * kernel[i, o], then max(·, 0) if `relu`.
/// Input {batch, inputs}, kernel {inputs, units}, output {batch, units}. One thread at a time.
class DenseForward {
 public:
  DenseForward(std::size_t inputs, std::size_t units, bool relu)
      : inputs_(inputs), units_(units), relu_(relu) {}
  /// Copies the weights into XNNPACK's packed form; what was passed may change afterwards.
  void set_weights(const float* kernel, const float* bias);
  void run(std::size_t batch, const float* input, float* output);

 private:
  std::size_t inputs_, units_;
  bool relu_;
  XnnpackOperator operator_;
};

/// input_gradient[n, i] = sum over o of output_gradient[n, o] * kernel[i, o]. One thread at a time.
class DenseInputGradient {
 public:
  DenseInputGradient(std::size_t inputs, std::size_t units) : inputs_(inputs), units_(units) {}
  void set_weights(const float* kernel);
  void run(std::size_t batch, const float* output_gradient, float* input_gradient);

 private:
  std::size_t inputs_, units_;
  XnnpackOperator operator_;
};

/// Adds to the gradients of the loss by kernel {inputs, units} and bias {units} what this batch
/// contributes.
void dense_weight_gradient(std::size_t batch, std::size_t inputs, std::size_t units,
                           const float* input, const float* output_gradient,
                           float* kernel_gradient, float* bias_gradient);

}  // namespace fitting_room
