#pragma once

#include <cstdint>
#include <utility>

#include "nn/layer.h"

namespace fitting_room {

/// One thread's kernels of a layer with weights. A kernel holds a packed copy of the weights, which
/// is made anew when their version has changed, and not before it is used.
template <typename Forward, typename InputGradient>
class PackedWeights : public Layer::Memory {
 public:
  PackedWeights(Forward forward, InputGradient input_gradient)
      : forward_(std::move(forward)), input_gradient_(std::move(input_gradient)) {}

  Forward& forward(const float* kernel, const float* bias, std::uint64_t version) {
    if (forward_version_ != version) forward_.set_weights(kernel, bias);
    forward_version_ = version;
    return forward_;
  }

  InputGradient& input_gradient(const float* kernel, std::uint64_t version) {
    if (input_gradient_version_ != version) input_gradient_.set_weights(kernel);
    input_gradient_version_ = version;
    return input_gradient_;
  }

 private:
  Forward forward_;
  InputGradient input_gradient_;
  std::uint64_t forward_version_ = 0, input_gradient_version_ = 0;  // 0: nothing packed yet
};

}  // namespace fitting_room
