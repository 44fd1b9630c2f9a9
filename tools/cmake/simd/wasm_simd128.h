// <wasm_simd128.h> for the native build: the intrinsics of WebAssembly SIMD, carried out by SIMDe.
// So each vectorised kernel is written once, and native tests, sanitizers and the command line run
// the page's own code.
#pragma once

#include <stdint.h>

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/wasm/simd128.h>

// From here on: what SIMDe lacks in one version or another (Debian 12 has 0.7.4, Debian 13 0.8.2),
// the same for all; and relaxed SIMD, which the older has from before it was a standard. The types
// of lanes are those of Clang's header.
typedef float __f32x4 __attribute__((vector_size(16)));
typedef int32_t __i32x4 __attribute__((vector_size(16)));
typedef uint32_t __u32x4 __attribute__((vector_size(16)));
typedef int64_t __i64x2 __attribute__((vector_size(16)));

#undef wasm_f32x4_const_splat
#undef wasm_i32x4_const_splat
#undef wasm_i16x8_const_splat
#undef wasm_i8x16_const_splat
#undef wasm_u32x4_splat
#undef wasm_i32x4_shuffle
#undef wasm_i64x2_shuffle
#undef wasm_v32x4_shuffle
#undef wasm_v64x2_shuffle

#define wasm_f32x4_const_splat(a) wasm_f32x4_splat(a)
#define wasm_i32x4_const_splat(a) wasm_i32x4_splat(a)
#define wasm_i16x8_const_splat(a) wasm_i16x8_splat(a)
#define wasm_i8x16_const_splat(a) wasm_i8x16_splat(a)
#define wasm_u32x4_splat(a) wasm_i32x4_splat((int32_t)(a))

#define wasm_i32x4_shuffle(a, b, c0, c1, c2, c3) \
  ((v128_t)__builtin_shufflevector((__i32x4)(a), (__i32x4)(b), (c0), (c1), (c2), (c3)))
#define wasm_i64x2_shuffle(a, b, c0, c1) \
  ((v128_t)__builtin_shufflevector((__i64x2)(a), (__i64x2)(b), (c0), (c1)))
#define wasm_v32x4_shuffle wasm_i32x4_shuffle
#define wasm_v64x2_shuffle wasm_i64x2_shuffle

// a * b + c and -(a * b) + c, rounded once.
#define wasm_f32x4_relaxed_madd(a, b, c) \
  ((v128_t)__builtin_elementwise_fma((__f32x4)(a), (__f32x4)(b), (__f32x4)(c)))
#define wasm_f32x4_relaxed_nmadd(a, b, c) \
  ((v128_t)__builtin_elementwise_fma(-(__f32x4)(a), (__f32x4)(b), (__f32x4)(c)))
// These leave NaN and the sign of zero open. Chromium on x86 gives minps and maxps as they are.
#define wasm_f32x4_relaxed_min(a, b) wasm_f32x4_pmin((b), (a))
#define wasm_f32x4_relaxed_max(a, b) wasm_f32x4_pmax((b), (a))
#define wasm_i8x16_relaxed_swizzle(a, b) wasm_i8x16_swizzle((a), (b))
#define wasm_i32x4_relaxed_laneselect(a, b, mask) wasm_v128_bitselect((a), (b), (mask))

// Sums of four products of neighbouring bytes, plus c.
static inline v128_t wasm_i32x4_relaxed_dot_i8x16_i7x16_add(v128_t a, v128_t b, v128_t c) {
  int8_t x[16], y[16];
  int32_t sums[4];
  wasm_v128_store(x, a);
  wasm_v128_store(y, b);
  wasm_v128_store(sums, c);
  for (int i = 0; i < 16; ++i) sums[i / 4] += x[i] * y[i];
  return wasm_v128_load(sums);
}
