// The ceiling: that it counts what it does. How fast the machine is, no test can know.
#include "engine/ceiling.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernels/multiply_adds.h"

using namespace fitting_room;

TEST_CASE("Multiply-adds are done, round after round", "[ceiling]") {
  // Each chain is a number s that becomes s * f + f, in four lanes.
  const auto expected = [](int rounds) {
    const double start[] = {1.0, 1.1, 1.2, 1.3}, factor[] = {0.999, 0.998, 0.997, 0.996};
    double total = 0;
    for (int chain = 0; chain < multiply_add_chains; ++chain) {
      for (const double f : factor) {
        double sum = start[chain % 4];
        for (int round = 0; round < rounds; ++round) sum = sum * f + f;
        total += sum;
      }
    }
    return total;
  };
  for (const int rounds : {0, 1, 100}) {
    CHECK(multiply_adds(rounds) == Catch::Approx(expected(rounds)).epsilon(1e-4));
  }
}

TEST_CASE("The machine does operations on one thread and on two", "[ceiling]") {
  for (const std::size_t threads : {1, 2}) {
    ThreadPool pool(threads);
    CHECK(operations_per_second(pool) > 1e6);
  }
}
