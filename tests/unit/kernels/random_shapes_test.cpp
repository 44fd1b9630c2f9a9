// The fast kernels on shapes and numbers that nobody has chosen. The same trials go on for longer
// as a fuzz target: see tests/fuzz.
#include <catch2/catch_test_macros.hpp>

#include "support/kernel_trials.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

template <typename Trial>
void repeat(std::uint32_t count, const Trial& trial) {
  for (std::uint32_t seed = 0; seed < count; ++seed) {
    Numbers numbers(seed);
    const std::string problem = trial(numbers);
    CAPTURE(seed);
    CHECK(problem == "");
  }
}

}  // namespace

TEST_CASE("Convolutions agree with their plain twins on random shapes", "[kernels][random]") {
  repeat(150, try_convolution);
}

TEST_CASE("Max pooling agrees with its plain twin on random shapes", "[kernels][random]") {
  repeat(200, try_max_pooling);
}

TEST_CASE("Batch normalization agrees with its definition on random shapes", "[kernels][random]") {
  repeat(200, try_batch_normalization);
}

TEST_CASE("Softmax and its loss agree with their definitions on random logits",
          "[kernels][random]") {
  repeat(300, try_softmax);
}

TEST_CASE("Random networks compute the same bits on any number of threads", "[kernels][random]") {
  Pools pools = thread_pools();
  repeat(8, [&](Numbers& numbers) { return try_threads(numbers, pools); });
}
