// The fastest multiply-adds that one core runs in this browser: independent chains, so that nothing
// waits, and no memory. What a kernel reaches is judged against this, measured in the same run.

#include "kernels/simd.h"

namespace {

using fitting_room::simd::F32x4;

/// Enough chains to cover the latency of two units (2 × 4 or 5 cycles), few enough for registers.
constexpr int chains = 10;

}  // namespace

/// Floating-point operations of one round of the loop: a multiplication and an addition in each
/// lane of each chain.
extern "C" int operations_per_round() { return chains * 4 * 2; }

extern "C" float multiply_adds(int rounds) {
  const float start[4] = {1.0f, 1.1f, 1.2f, 1.3f};
  const float scale[4] = {0.999f, 0.998f, 0.997f, 0.996f};
  const F32x4 factor = fitting_room::simd::load(scale);
  F32x4 sums[chains];
  for (int i = 0; i < chains; ++i) sums[i] = fitting_room::simd::splat(start + i % 4);
  for (int round = 0; round < rounds; ++round) {
    for (F32x4& sum : sums) sum = fitting_room::simd::multiply_add(sum, factor, factor);
  }
  float total = 0;
  for (const F32x4& sum : sums) {
    float lanes[4];
    fitting_room::simd::store(lanes, sum);
    total += lanes[0] + lanes[1] + lanes[2] + lanes[3];
  }
  return total;
}
