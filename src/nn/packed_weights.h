#pragma once

#include <cstdint>
#include <utility>

namespace fitting_room {

/// One thread's kernel of a layer with weights. It holds a packed copy of them, which is
/// made anew when their version has changed, and not before it is used.
template <typename Kernel>
class PackedWeights {
 public:
  explicit PackedWeights(Kernel kernel) : kernel_(std::move(kernel)) {}

  /// @param weights what the kernel's set_weights() takes.
  template <typename... Weights>
  Kernel& with(std::uint64_t version, const Weights*... weights) {
    if (version_ != version) kernel_.set_weights(weights...);
    version_ = version;
    return kernel_;
  }

 private:
  Kernel kernel_;
  std::uint64_t version_ = 0;  // 0: nothing packed yet
};

}  // namespace fitting_room
