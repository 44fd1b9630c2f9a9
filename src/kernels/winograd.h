#pragma once

#include <cstddef>

#include "kernels/simd.h"

/// Winograd's minimal filtering: a tile of outputs × outputs sums of 3 × 3 products each takes
/// (outputs + 2)^2 multiplications, one for each element of a transformed patch of the input and of
/// a transformed kernel; what they give, transformed back, is the tile.
/// Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, arXiv:1509.09308.
namespace fitting_room::winograd {

using simd::F32x4;

/// The kernels that this is about: 3 × 3.
inline constexpr std::size_t kernel_side = 3;

inline F32x4 plus(F32x4 a, F32x4 b) { return wasm_f32x4_add(a, b); }
inline F32x4 minus(F32x4 a, F32x4 b) { return wasm_f32x4_sub(a, b); }
inline F32x4 times(float factor, F32x4 a) { return wasm_f32x4_mul(wasm_f32x4_splat(factor), a); }

/// F(2 × 2, 3 × 3): 16 products for 4 outputs instead of 36. Interpolates at 0, 1, -1 and infinity.
/// Each function is one matrix of the paper, times a column.
struct F2x2 {
  static constexpr std::size_t outputs = 2, side = 4;

  static void of_input(const F32x4 (&d)[side], F32x4 (&v)[side]) {
    v[0] = minus(d[0], d[2]);
    v[1] = plus(d[1], d[2]);
    v[2] = minus(d[2], d[1]);
    v[3] = minus(d[1], d[3]);
  }
  static void of_kernel(const F32x4 (&g)[kernel_side], F32x4 (&u)[side]) {
    const F32x4 ends = plus(g[0], g[2]);
    u[0] = g[0];
    u[1] = times(0.5f, plus(ends, g[1]));
    u[2] = times(0.5f, minus(ends, g[1]));
    u[3] = g[2];
  }
  static void to_output(const F32x4 (&m)[side], F32x4 (&y)[outputs]) {
    y[0] = plus(m[0], plus(m[1], m[2]));
    y[1] = minus(minus(m[1], m[2]), m[3]);
  }
};

/// F(3 × 3, 3 × 3): 25 products for 9 outputs instead of 81. Interpolates at 0, 1, -1, 2 and
/// infinity.
struct F3x3 {
  static constexpr std::size_t outputs = 3, side = 5;

  static void of_input(const F32x4 (&d)[side], F32x4 (&v)[side]) {
    const F32x4 apart = minus(d[3], d[1]);
    const F32x4 near = minus(d[1], d[2]);
    v[0] = plus(times(2, minus(d[0], d[2])), apart);
    v[1] = minus(apart, plus(d[1], d[2]));
    v[2] = plus(times(3, near), apart);
    v[3] = apart;
    v[4] = minus(minus(d[4], d[2]), times(2, apart));
  }
  static void of_kernel(const F32x4 (&g)[kernel_side], F32x4 (&u)[side]) {
    const F32x4 ends = plus(g[0], g[2]);
    u[0] = times(0.5f, g[0]);
    u[1] = times(-0.5f, plus(ends, g[1]));
    u[2] = times(-1.0f / 6, minus(ends, g[1]));
    u[3] = times(1.0f / 6, plus(g[0], plus(times(2, g[1]), times(4, g[2]))));
    u[4] = g[2];
  }
  static void to_output(const F32x4 (&m)[side], F32x4 (&y)[outputs]) {
    const F32x4 even = plus(m[1], m[2]);
    y[0] = plus(plus(m[0], even), m[3]);
    y[1] = plus(minus(m[1], m[2]), times(2, m[3]));
    y[2] = plus(plus(even, times(4, m[3])), m[4]);
  }
  /// to_output() transposed.
  static void of_gradient(const F32x4 (&y)[outputs], F32x4 (&m)[side]) {
    const F32x4 ends = plus(y[0], y[2]);
    m[0] = y[0];
    m[1] = plus(ends, y[1]);
    m[2] = minus(ends, y[1]);
    m[3] = plus(plus(y[0], times(2, y[1])), times(4, y[2]));
    m[4] = y[2];
  }
  /// of_input() transposed.
  static void to_input_gradient(const F32x4 (&v)[side], F32x4 (&d)[side]) {
    const F32x4 near = minus(times(2, minus(v[2], v[1])), v[3]);
    d[0] = times(2, v[0]);
    d[1] = plus(minus(near, v[0]), times(2, v[4]));
    d[2] = minus(minus(minus(times(-2, v[0]), v[1]), times(3, v[2])), v[4]);
    d[3] = minus(plus(plus(v[0], v[1]), plus(v[2], v[3])), times(2, v[4]));
    d[4] = v[4];
  }
};

/// Transforms the columns of a square, then its rows. @tparam Transform of one column or row.
template <auto Transform, std::size_t From, std::size_t To>
void transform(const F32x4 (&from)[From * From], F32x4 (&to)[To * To]) {
  F32x4 half[To][From];
  for (std::size_t x = 0; x < From; ++x) {
    F32x4 column[From], result[To];
    for (std::size_t y = 0; y < From; ++y) column[y] = from[y * From + x];
    Transform(column, result);
    for (std::size_t y = 0; y < To; ++y) half[y][x] = result[y];
  }
  for (std::size_t y = 0; y < To; ++y) {
    F32x4 result[To];
    Transform(half[y], result);
    for (std::size_t x = 0; x < To; ++x) to[y * To + x] = result[x];
  }
}

}  // namespace fitting_room::winograd
