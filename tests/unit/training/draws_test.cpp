#include "training/draws.h"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "support/lines.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

TEST_CASE("Draws are the numbers of their stream, one by one", "[training]") {
  const Philox stream(7, Purpose::sketch, 8, 9);
  Draws draws(stream);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(draws.uniform(0, 1) == Philox::unit(stream(i / 4)[i % 4]));
  }
}

TEST_CASE("Draws are spread as they say", "[training]") {
  constexpr std::size_t count = 4000;
  Draws draws = draws_of(1);
  double sum = 0, squares = 0;
  std::size_t low = 0, chosen = 0;
  std::vector<std::size_t> whole(5);
  for (std::size_t i = 0; i < count; ++i) {
    const float uniform = draws.uniform(-1, 3);
    CHECK((uniform >= -1 && uniform < 3));
    const float log_uniform = draws.log_uniform(0.5f, 8);
    CHECK((log_uniform >= 0.5f && log_uniform < 8.001f));
    low += log_uniform < 2;
    const float normal = draws.normal();
    CHECK(std::fabs(normal) < 6);
    sum += normal;
    squares += normal * normal;
    ++whole[draws.below(5)];
    chosen += draws.chance(0.3f);
  }
  CHECK(sum / count == Approx(0).margin(0.06));
  CHECK(squares / count == Approx(1).margin(0.08));
  CHECK(low == Approx(count / 2).margin(120));
  CHECK(chosen == Approx(0.3 * count).margin(110));
  for (const std::size_t each : whole) CHECK(each == Approx(count / 5).margin(100));
}
