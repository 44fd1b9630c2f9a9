#include "kernels/multiply_adds.h"

#include "kernels/simd.h"

namespace fitting_room {

using simd::F32x4;

float multiply_adds(int rounds) {
  const float start[4] = {1.0f, 1.1f, 1.2f, 1.3f};
  const float scale[4] = {0.999f, 0.998f, 0.997f, 0.996f};
  const F32x4 factor = simd::load(scale);
  F32x4 sums[multiply_add_chains];
  for (int i = 0; i < multiply_add_chains; ++i) sums[i] = simd::splat(start + i % 4);
  for (int round = 0; round < rounds; ++round) {
    for (F32x4& sum : sums) sum = simd::multiply_add(sum, factor, factor);
  }
  float total = 0;
  for (const F32x4& sum : sums) {
    float lanes[4];
    simd::store(lanes, sum);
    total += lanes[0] + lanes[1] + lanes[2] + lanes[3];
  }
  return total;
}

}  // namespace fitting_room
