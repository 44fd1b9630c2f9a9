#include "kernels/winograd_products.h"

namespace fitting_room {

using namespace conv2d;

WinogradProducts::WinogradProducts(std::size_t elements, std::size_t inputs, std::size_t outputs)
    : elements_(elements),
      inputs_(inputs),
      outputs_(outputs),
      weights_({(outputs + tile_channels - 1) / tile_channels, elements, weights_stride()}),
      patches_({elements, patches_stride()}),
      products_({elements, block, tile_channels}) {}

/// Multiplies the block's patches by eight outputs' weights. What is behind the last patch, in its
/// group of four, is of the block before, or zero, and nobody reads what becomes of it.
void WinogradProducts::multiply(std::size_t output, std::size_t used) {
  for (std::size_t e = 0; e < elements_; ++e) {
    const float* weights = this->weights(e, 0, output);
    for (std::size_t p = 0; p < used; p += tile_positions) {
      Fields fields;
      for (std::size_t k = 0; k < tile_positions; ++k)
        fields.begin[k] = patches_.data() + e * patches_stride() + (p + k) * inputs_;
      const Tile<0> tile(fields, weights, /*kernel_height=*/1, /*row=*/0, inputs_);
      float* to = products_.data() + (e * block + p) * tile_channels;
      for (std::size_t k = 0; k < tile_positions; ++k, to += tile_channels) {
        simd::store(to, tile.sums[0][k]);
        simd::store(to + lanes, tile.sums[1][k]);
      }
    }
  }
}

}  // namespace fitting_room
