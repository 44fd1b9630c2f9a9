#pragma once

#include <wasm_simd128.h>  // natively: the same instructions through SIMDe

#include <cstddef>

namespace fitting_room::simd {

#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
inline constexpr const char* level = "SIMD128";
#else
inline constexpr const char* level = "relaxed SIMD";
#endif

/// Four float32 numbers.
using F32x4 = v128_t;
inline constexpr std::size_t lanes = 4;

inline F32x4 load(const float* from) { return wasm_v128_load(from); }
inline F32x4 splat(const float* from) { return wasm_v128_load32_splat(from); }
inline void store(float* to, F32x4 value) { wasm_v128_store(to, value); }
inline F32x4 zero() { return wasm_f32x4_const_splat(0.0f); }

/// a * b + c, fused where the machine's SIMD level can.
inline F32x4 multiply_add(F32x4 a, F32x4 b, F32x4 c) {
#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
  return wasm_f32x4_add(wasm_f32x4_mul(a, b), c);
#else
  return wasm_f32x4_relaxed_madd(a, b, c);
#endif
}

}  // namespace fitting_room::simd
