#pragma once

#include <cstdint>

#include "kernels/thread_pool.h"

namespace fitting_room {

/// A small fixed training through the kernels that every network uses: convolution with and without
/// pooling, directly and in tiles, forward and backward, dense layers, dropout, cross-entropy,
/// Adam; then one inference. On a machine that computes as it should, its bits are known, whatever
/// the number of threads.
/// @return a digest of all its results.
std::uint64_t proof(ThreadPool& pool);

/// What proof() returns where a product and its sum are rounded one by one, as SIMD128 does, and
/// where they are rounded once. Relaxed SIMD leaves that to the machine. The unit tests, as
/// WebAssembly at each level, tell the new ones where arithmetic is changed on purpose.
struct Proven {
  static constexpr std::uint64_t apart = 0xb1c3c6af1f48e4e1, fused = 0xbf9509dabb65cd78;
};

/// Whether this build computes as it should on each of these threads and on all together.
bool proves(ThreadPool& pool);

}  // namespace fitting_room
