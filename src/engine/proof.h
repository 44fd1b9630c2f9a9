#pragma once

#include <array>
#include <cstdint>

#include "kernels/thread_pool.h"

namespace fitting_room {

/// A small fixed training through the kernels that every network uses: convolution with and without
/// pooling, forward and backward, dense layers, dropout, cross-entropy, Adam; then one inference.
/// On a machine that computes as it should, its bits are known.
/// @return a digest of all its results.
std::uint64_t proof(ThreadPool& pool);

/// What proof() returns where a product and its sum are rounded one by one, as SIMD128 does, and
/// where they are rounded once. Relaxed SIMD leaves that to the machine. The unit tests compute
/// them at each level; where arithmetic is changed on purpose, they tell the new ones.
struct Proven {
  static constexpr std::uint64_t apart = 0x291dd0666ba02315, fused = 0x750b203231f5feec;
};

/// Whether this build computes as it should on each of these threads and on all together.
bool proves(ThreadPool& pool);

}  // namespace fitting_room
