#include "kernels/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <vector>

using namespace fitting_room;

TEST_CASE("parallel_for runs each index once and no thread twice at a time", "[kernels]") {
  for (const std::size_t threads : {1u, 2u, 4u}) {
    ThreadPool pool(threads);
    REQUIRE(pool.threads() >= 1);
    REQUIRE(pool.threads() <= threads);
    for (const std::size_t count : {0u, 1u, 2u, 3u, 100u, 1000u}) {
      CAPTURE(threads, count);
      std::vector<int> runs(count);
      std::vector<std::atomic<int>> inside(pool.threads());
      std::atomic<bool> alone = true;
      pool.parallel_for(count, [&](std::size_t thread, std::size_t index) {
        if (thread >= inside.size() || inside[thread]++ != 0) alone = false;
        ++runs[index];
        --inside[thread];
      });
      CHECK(alone);
      CHECK(std::ranges::count(runs, 1) == static_cast<std::ptrdiff_t>(count));
    }
  }
}

TEST_CASE("A pool of no threads is a pool of one: the caller", "[kernels]") {
  CHECK(ThreadPool(0).threads() == 1);
  CHECK(ThreadPool(1).threads() == 1);
}

#if !defined(__wasm__) || defined(__EMSCRIPTEN_PTHREADS__)
TEST_CASE("Threads run at the same time", "[kernels]") {
  ThreadPool pool(2);
  REQUIRE(pool.threads() == 2);
  // Each of two iterations waits for the other: with one thread this would never end.
  std::atomic<int> arrived = 0;
  pool.parallel_for(2, [&](std::size_t, std::size_t) {
    ++arrived;
    while (arrived < 2) {
    }
  });
  CHECK(arrived == 2);
}
#endif
