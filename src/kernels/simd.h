#pragma once

#include <wasm_simd128.h>  // natively: the same instructions through SIMDe

#include <cstddef>

#include "kernels/negligible.h"

namespace fitting_room::simd {

/// Whether multiply_add() rounds once on machines that can.
#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
inline constexpr bool may_fuse = false;
#else
inline constexpr bool may_fuse = true;
#endif
inline constexpr const char* level = may_fuse ? "relaxed SIMD" : "SIMD128";

/// Four float32 numbers.
using F32x4 = v128_t;
inline constexpr std::size_t lanes = 4;

inline F32x4 load(const float* from) { return wasm_v128_load(from); }
inline F32x4 splat(const float* from) { return wasm_v128_load32_splat(from); }
inline void store(float* to, F32x4 value) { wasm_v128_store(to, value); }
inline F32x4 zero() { return wasm_f32x4_const_splat(0.0f); }

/// Where numbers are below `negligible`: all bits set. Given sizes, without a sign, it tells what
/// is as good as zero; given values, what a ReLU makes zero as well.
inline v128_t below_negligible(F32x4 values) {
  return wasm_f32x4_lt(values, wasm_f32x4_const_splat(negligible));
}

/// a * b + c, fused where the machine's SIMD level can.
inline F32x4 multiply_add(F32x4 a, F32x4 b, F32x4 c) {
#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
  return wasm_f32x4_add(wasm_f32x4_mul(a, b), c);
#else
  return wasm_f32x4_relaxed_madd(a, b, c);
#endif
}

/// Sixteen bytes of `values` at these places, each below 16.
inline v128_t swizzle(v128_t values, v128_t places) {
#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
  return wasm_i8x16_swizzle(values, places);
#else
  return wasm_i8x16_relaxed_swizzle(values, places);
#endif
}

/// Rows become columns.
inline void transpose(v128_t (&v)[lanes]) {
  const v128_t a = wasm_i32x4_shuffle(v[0], v[1], 0, 4, 1, 5);
  const v128_t b = wasm_i32x4_shuffle(v[0], v[1], 2, 6, 3, 7);
  const v128_t c = wasm_i32x4_shuffle(v[2], v[3], 0, 4, 1, 5);
  const v128_t d = wasm_i32x4_shuffle(v[2], v[3], 2, 6, 3, 7);
  v[0] = wasm_i64x2_shuffle(a, c, 0, 2);
  v[1] = wasm_i64x2_shuffle(a, c, 1, 3);
  v[2] = wasm_i64x2_shuffle(b, d, 0, 2);
  v[3] = wasm_i64x2_shuffle(b, d, 1, 3);
}

}  // namespace fitting_room::simd
