#pragma once

#include <cstddef>

#include "kernels/xnnpack_operator.h"

namespace fitting_room {

/// output[n, o] = bias[o] + sum over i of input[n, i] * kernel[o, i], then max(·, 0) if `relu`.
/// Input {batch, inputs}, kernel {units, inputs}, output {batch, units}. One thread at a time.
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

}  // namespace fitting_room
