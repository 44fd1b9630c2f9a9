#pragma once

#include <cstdint>
#include <utility>

namespace fitting_room {

/// One thread's forward kernel of a layer with weights. It holds a packed copy of them, which is
/// made anew when their version has changed, and not before it is used.
template <typename Forward>
class PackedWeights {
 public:
  explicit PackedWeights(Forward forward) : forward_(std::move(forward)) {}

  Forward& with(const float* kernel, const float* bias, std::uint64_t version) {
    if (version_ != version) forward_.set_weights(kernel, bias);
    version_ = version;
    return forward_;
  }

 private:
  Forward forward_;
  std::uint64_t version_ = 0;  // 0: nothing packed yet
};

}  // namespace fitting_room
