#include "engine/proof.h"

#include <catch2/catch_test_macros.hpp>
#include <ios>

#include "kernels/simd.h"

namespace fitting_room::test {

// Natively, the C library rounds exponentials and logarithms in its own way.
#ifdef __wasm__
TEST_CASE("the proof has the bits that are known, on each thread and on all", "[proof]") {
  for (const std::size_t threads : {1, 2, 3, 4, 7}) {
    ThreadPool pool(threads);
    INFO("Proven, in src/engine/proof.h, has another digest for "
         << simd::level << " than this machine: 0x" << std::hex << proof(pool));
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
