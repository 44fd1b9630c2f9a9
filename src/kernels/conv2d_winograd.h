#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/conv2d.h"
#include "kernels/winograd_products.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// The forward pass in tiles, with a fraction of the multiplications; see kernels/winograd.h. In
/// front of a pooling a tile of 2 × 2 is a window, and its largest value is all that is written;
/// else tiles are of 3 × 3.
///
/// It rounds otherwise than the plain sum: an error is small beside the largest terms of the tile,
/// not beside those of its own output.
class Conv2DWinograd {
 public:
  /// Whether such a convolution is faster in tiles than directly.
  static bool suits(const Conv2DSizes& sizes, Pooling pooling);

  /// The same convolution, padded so that the last row and column of 3 × 3 tiles are whole.
  static Conv2DSizes whole_tiles(Conv2DSizes sizes);

  /// @param sizes suit.
  Conv2DWinograd(const Conv2DSizes& sizes, bool relu, Pooling pooling);

  void set_weights(const float* kernel, const float* bias);
  void run(std::size_t batch, const float* input, float* output, std::uint32_t* winners);

 private:
  template <typename F>
  void pack(const float* kernel);
  template <typename F, typename Place, typename Emit>
  void run_tiles(std::size_t batch, const float* input, const Place& place, const Emit& emit);
  void run_pooled(std::size_t batch, const float* input, float* output, std::uint32_t* winners);
  void run_plain(std::size_t batch, const float* input, float* output);

  Conv2DSizes sizes_;  // without pooling, of whole tiles
  bool relu_;
  Pooling pooling_;
  std::size_t rows_, columns_;  // of tiles
  PaddedImages padded_;
  Tensor bias_;
  WinogradProducts products_;
};

}  // namespace fitting_room
