#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/simd.h"

/// What the ways to convolve have in common: sums of products in registers, and what becomes of
/// them.
namespace fitting_room::conv2d {

using simd::F32x4;
using simd::lanes;

/// What is computed together: eight vectors of sums, which keeps two multiply-add units busy and
/// leaves enough of sixteen registers.
inline constexpr std::size_t tile_channels = 2 * lanes;
inline constexpr std::size_t tile_positions = 4;

/// The receptive fields of a tile's positions.
struct Fields {
  const float* begin[tile_positions];
};

/// @tparam Taps how many elements of a receptive field are contiguous (a row of it), where that is
/// so few that a loop would cost more than the sums; 0 for any number.
template <std::size_t Taps>
struct Tile {
  F32x4 sums[2][tile_positions];

  /// One element of each receptive field against eight channels' weights.
  void add(const float* a, const float* b, const float* c, const float* d, const float* weights) {
    const F32x4 low = simd::load(weights), high = simd::load(weights + lanes);
    const F32x4 inputs[] = {simd::splat(a), simd::splat(b), simd::splat(c), simd::splat(d)};
    for (std::size_t p = 0; p < tile_positions; ++p) {
      sums[0][p] = simd::multiply_add(inputs[p], low, sums[0][p]);
      sums[1][p] = simd::multiply_add(inputs[p], high, sums[1][p]);
    }
  }

  /// @param weights the tile's channels, {kernel_height, taps, 8}. @param row from a row of the
  /// input to the next. @param taps contiguous elements of a receptive field, the same as Taps if
  /// that is not 0.
  Tile(const Fields& fields, const float* weights, std::size_t kernel_height, std::size_t row,
       std::size_t taps) {
    for (auto& vectors : sums)
      for (F32x4& sum : vectors) sum = simd::zero();
    for (std::size_t ky = 0; ky < kernel_height; ++ky) {
      const float* a = fields.begin[0] + ky * row;
      const float* b = fields.begin[1] + ky * row;
      const float* c = fields.begin[2] + ky * row;
      const float* d = fields.begin[3] + ky * row;
      if constexpr (Taps > 0) {
        for (std::size_t i = 0; i < Taps; ++i, weights += tile_channels)
          add(a + i, b + i, c + i, d + i, weights);
        continue;
      }
      // Unrolled, the browser's compiler runs out of registers.
#pragma clang loop unroll(disable)
      for (std::size_t i = 0; i < taps; ++i, weights += tile_channels)
        add(a++, b++, c++, d++, weights);
    }
  }
};

/// The largest of a window's four, and the pixel where its receptive field begins.
struct Best {
  F32x4 value;
  v128_t pixel;
};

inline Best largest(const F32x4 (&sums)[tile_positions], v128_t first, v128_t right, v128_t down) {
  const v128_t in_top = wasm_f32x4_gt(sums[1], sums[0]);
  const v128_t in_bottom = wasm_f32x4_gt(sums[3], sums[2]);
  const F32x4 top = wasm_f32x4_pmax(sums[0], sums[1]);
  const F32x4 bottom = wasm_f32x4_pmax(sums[2], sums[3]);
  const v128_t is_bottom = wasm_f32x4_gt(bottom, top);
  const v128_t is_right = wasm_v128_bitselect(in_bottom, in_top, is_bottom);
  return {wasm_f32x4_pmax(top, bottom),
          wasm_i32x4_add(first, wasm_i32x4_add(wasm_v128_and(is_right, right),
                                               wasm_v128_and(is_bottom, down)))};
}

/// Writes the tile's channels at one position: all eight, or as many as are left.
template <typename Number>
void write(Number* to, v128_t low, v128_t high, std::size_t channels) {
  if (channels == tile_channels) {
    wasm_v128_store(to, low);
    wasm_v128_store(to + lanes, high);
    return;
  }
  Number numbers[tile_channels];
  wasm_v128_store(numbers, low);
  wasm_v128_store(numbers + lanes, high);
  std::copy_n(numbers, channels, to);
}

/// The layer's bias and activation.
struct Finish {
  F32x4 low, high;
  bool relu;

  Finish(const float* bias, bool with_relu)
      : low(simd::load(bias)), high(simd::load(bias + lanes)), relu(with_relu) {}
  F32x4 operator()(F32x4 sum, F32x4 bias) const {
    const F32x4 value = wasm_f32x4_add(sum, bias);
    const F32x4 size = relu ? value : wasm_f32x4_abs(value);
    return wasm_v128_andnot(value, simd::below_negligible(size));
  }
};

inline v128_t splat_u32(std::size_t value) {
  return wasm_u32x4_splat(static_cast<std::uint32_t>(value));
}

}  // namespace fitting_room::conv2d
