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

void WinogradProducts::multiply(std::size_t output, std::size_t used) {
  std::size_t p = 0;
  for (; p + 1 < used; p += tile_positions) multiply_group(output, p);
  if (p < used) multiply_last(output, p);
}

/// Multiplies four patches by eight outputs' weights, element by element. What is behind the last
/// patch is of the block before, or zero, and nobody reads what becomes of it.
void WinogradProducts::multiply_group(std::size_t output, std::size_t patch) {
  for (std::size_t e = 0; e < elements_; ++e) {
    Fields fields;
    for (std::size_t k = 0; k < tile_positions; ++k)
      fields.begin[k] = patches_.data() + e * patches_stride() + (patch + k) * inputs_;
    const Tile<0> tile(fields, weights(e, 0, output), /*kernel_height=*/1, /*row=*/0, inputs_);
    float* to = product(e, patch);
    for (std::size_t k = 0; k < tile_positions; ++k, to += tile_channels) {
      simd::store(to, tile.sums[0][k]);
      simd::store(to + lanes, tile.sums[1][k]);
    }
  }
}

/// The same for a patch that is left alone, as that of a map of one tile and one image: four
/// elements side by side instead. The sums are the same to the last bit.
void WinogradProducts::multiply_last(std::size_t output, std::size_t patch) {
  constexpr std::size_t together = 4;
  const std::size_t patches = patches_stride(), stride = weights_stride();
  for (std::size_t e = 0; e < elements_; e += together) {
    // Behind the last element it computes some again.
    const std::size_t first = std::min(e, elements_ - together);
    const float* values = patches_.data() + first * patches + patch * inputs_;
    const float* factors = weights(first, 0, output);
    F32x4 sums[2][together];
    for (auto& half : sums)
      for (F32x4& sum : half) sum = simd::zero();
#pragma clang loop unroll(disable)
    for (std::size_t i = 0; i < inputs_; ++i, ++values, factors += tile_channels) {
      for (std::size_t k = 0; k < together; ++k) {
        const F32x4 value = simd::splat(values + k * patches);
        sums[0][k] = simd::multiply_add(value, simd::load(factors + k * stride), sums[0][k]);
        sums[1][k] =
            simd::multiply_add(value, simd::load(factors + k * stride + lanes), sums[1][k]);
      }
    }
    for (std::size_t k = 0; k < together; ++k) {
      simd::store(product(first + k, patch), sums[0][k]);
      simd::store(product(first + k, patch) + lanes, sums[1][k]);
    }
  }
}

}  // namespace fitting_room
