#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/conv2d.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// The forward pass as the sum that defines it. Four positions and eight channels are computed side
/// by side in registers, straight from the input (no im2col). In front of a pooling the four
/// positions are those of a window.
class Conv2DDirect {
 public:
  Conv2DDirect(const Conv2DSizes& sizes, bool relu, Pooling pooling)
      : sizes_(sizes), relu_(relu), pooling_(pooling) {}

  void set_weights(const float* kernel, const float* bias);
  void run(std::size_t batch, const float* input, float* output, std::uint32_t* winners);

 private:
  template <std::size_t Taps>
  void run_taps(std::size_t batch, const float* input, float* output, std::uint32_t* winners);
  template <std::size_t Taps>
  void run_plain(std::size_t batch, const float* input, float* output);
  template <std::size_t Taps, bool Winners>
  void run_pooled(std::size_t batch, const float* input, float* output,
                  std::uint32_t* winners) const;

  Conv2DSizes sizes_;
  bool relu_;
  Pooling pooling_;
  /// For each eight output channels: the bias, then the kernel as {height, width, in, 8}.
  Tensor packed_;
  PaddedImages padded_;
  /// Where the receptive field of each output of a batch begins in the padded input.
  std::vector<std::uint32_t> fields_;
};

}  // namespace fitting_room
