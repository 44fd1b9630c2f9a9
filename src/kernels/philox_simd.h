#pragma once

#include <cstdint>

#include "kernels/philox.h"
#include "kernels/simd.h"

namespace fitting_room::simd {

/// What Philox gives, for four blocks at a time.
class Philox4 {
 public:
  /// Word w of four blocks that follow one another, or after transpose() the words of block w.
  struct Blocks {
    v128_t of[4];
  };

  explicit Philox4(const Philox& random) : random_(random) {}

  /// @param index of the first block; the others' must have the same upper 32 bits.
  Blocks operator()(std::uint64_t index) const {
    const Philox::Block counter = random_.counter(index);
    v128_t c0 = wasm_i32x4_add(splat(counter[0]), wasm_i32x4_const(0, 1, 2, 3));
    v128_t c1 = splat(counter[1]), c2 = splat(counter[2]), c3 = splat(counter[3]);
    std::array<std::uint32_t, 2> key = random_.key();
    for (int round = 0; round < Philox::round_count; ++round) {
      const Product a = multiply(c0, Philox::multipliers[0]);
      const Product b = multiply(c2, Philox::multipliers[1]);
      c0 = wasm_v128_xor(wasm_v128_xor(b.high, c1), splat(key[0]));
      c1 = b.low;
      c2 = wasm_v128_xor(wasm_v128_xor(a.high, c3), splat(key[1]));
      c3 = a.low;
      Philox::next(key);
    }
    return {{c0, c1, c2, c3}};
  }

  static Blocks transpose(const Blocks& words) {
    const v128_t a = wasm_i32x4_shuffle(words.of[0], words.of[1], 0, 4, 1, 5);
    const v128_t b = wasm_i32x4_shuffle(words.of[0], words.of[1], 2, 6, 3, 7);
    const v128_t c = wasm_i32x4_shuffle(words.of[2], words.of[3], 0, 4, 1, 5);
    const v128_t d = wasm_i32x4_shuffle(words.of[2], words.of[3], 2, 6, 3, 7);
    return {{wasm_i64x2_shuffle(a, c, 0, 2), wasm_i64x2_shuffle(a, c, 1, 3),
             wasm_i64x2_shuffle(b, d, 0, 2), wasm_i64x2_shuffle(b, d, 1, 3)}};
  }

 private:
  struct Product {
    v128_t low, high;
  };

  static v128_t splat(std::uint32_t value) { return wasm_u32x4_splat(value); }

  static Product multiply(v128_t values, std::uint32_t by) {
    const v128_t factor = splat(by);
    const v128_t first = wasm_u64x2_extmul_low_u32x4(values, factor);
    const v128_t last = wasm_u64x2_extmul_high_u32x4(values, factor);
    return {wasm_i32x4_shuffle(first, last, 0, 2, 4, 6),
            wasm_i32x4_shuffle(first, last, 1, 3, 5, 7)};
  }

  const Philox& random_;
};

}  // namespace fitting_room::simd
