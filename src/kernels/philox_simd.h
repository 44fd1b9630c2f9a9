#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/philox.h"
#include "kernels/simd.h"

namespace fitting_room::simd {

/// What Philox gives, for four blocks at a time.
class Philox4 {
 public:
  /// The words of four blocks that follow one another.
  struct Blocks {
    v128_t of[4];
  };

  explicit Philox4(const Philox& random) : random_(random) {
    Philox::Key key = random.key();
    for (auto& round : keys_) {
      for (std::size_t i = 0; i < key.size(); ++i) round[i] = splat(key[i]);
      Philox::next(key);
    }
  }

  /// @param index of the first block; the others' must have the same upper 32 bits.
  Blocks operator()(std::uint64_t index) const {
    const Philox::Block counter = random_.counter(index);
    v128_t c0 = wasm_i32x4_add(splat(counter[0]), wasm_i32x4_const(0, 1, 2, 3));
    v128_t c1 = splat(counter[1]), c2 = splat(counter[2]), c3 = splat(counter[3]);
    for (const auto& key : keys_) {
      const Product a = multiply(c0, factors_[0]);
      const Product b = multiply(c2, factors_[1]);
      c0 = wasm_v128_xor(wasm_v128_xor(b.high, c1), key[0]);
      c1 = b.low;
      c2 = wasm_v128_xor(wasm_v128_xor(a.high, c3), key[1]);
      c3 = a.low;
    }
    Blocks blocks = {{c0, c1, c2, c3}};
    transpose(blocks.of);
    return blocks;
  }

 private:
  struct Product {
    v128_t low, high;
  };

  static v128_t splat(std::uint32_t value) { return wasm_u32x4_splat(value); }

  /// @param by volatile, so that the compiler takes the instructions for it that are written here:
  /// with what it knows of a constant it widens that once, and is left with a slow multiplication.
  static Product multiply(v128_t values, const volatile v128_t& by) {
    const v128_t factor = by;
    const v128_t first = wasm_u64x2_extmul_low_u32x4(values, factor);
    const v128_t last = wasm_u64x2_extmul_high_u32x4(values, factor);
    return {wasm_i32x4_shuffle(first, last, 0, 2, 4, 6),
            wasm_i32x4_shuffle(first, last, 1, 3, 5, 7)};
  }

  const Philox& random_;
  v128_t factors_[2] = {splat(Philox::multipliers[0]), splat(Philox::multipliers[1])};
  v128_t keys_[Philox::round_count][2];  // of each round, in all lanes
};

}  // namespace fitting_room::simd
