#include "engine/proof.h"

#include <catch2/catch_test_macros.hpp>

#include "kernels/simd.h"

namespace fitting_room::test {

// Natively, the C library rounds exponentials and logarithms in its own way.
#ifdef __wasm__
TEST_CASE("the proof has the bits that are known, on any number of threads", "[proof]") {
  for (const std::size_t threads : {1, 2, 3, 4, 7}) {
    ThreadPool pool(threads);
    CAPTURE(threads, simd::level);
    const std::uint64_t result = proof(pool);
    CHECK(result == (simd::may_fuse && result != Proven::apart ? Proven::fused : Proven::apart));
    CHECK(proves(pool));
  }
}
#endif

TEST_CASE("the proof has the same bits on any number of threads, each time", "[proof]") {
  ThreadPool alone(1);
  const std::uint64_t expected = proof(alone);
  for (const std::size_t threads : {1, 2, 3, 4, 7}) {
    ThreadPool pool(threads);
    CAPTURE(threads);
    CHECK(proof(pool) == expected);
  }
}

}  // namespace fitting_room::test
