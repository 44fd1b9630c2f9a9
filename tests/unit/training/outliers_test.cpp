#include "training/outliers.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "support/drawn.h"
#include "support/lines.h"

using namespace fitting_room;
using namespace fitting_room::test;

TEST_CASE("Scribbles are drawings, each another one", "[training]") {
  std::set<Picture> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    Draws draws = draws_of(seed), again = draws_of(seed);
    const Picture picture = scribble(draws);
    CHECK(is_framed(picture));
    CHECK(light(picture) > 3);
    CHECK(scribble(again) == picture);
    seen.insert(picture);
  }
  CHECK(seen.size() == 200);
}

TEST_CASE("Noise is grey levels by chance, from pixel to pixel or in patches", "[training]") {
  std::set<Picture> seen;
  std::size_t patchy = 0;
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Draws draws = draws_of(seed);
    const Picture picture = noise(draws);
    const auto [least, most] = std::ranges::minmax(picture);
    CHECK(least < most);
    sum += light(picture) / 784;
    seen.insert(picture);
    std::size_t alike = 0;  // pixels as their right neighbours are
    for (std::size_t i = 0; i + 1 < picture.size(); ++i) alike += picture[i] == picture[i + 1];
    bool rows_alike = true;  // of a patch
    for (std::size_t x = 0; x < 28; ++x) rows_alike &= at(picture, x, 0) == at(picture, x, 1);
    patchy += rows_alike;
    if (rows_alike) CHECK(alike > 300);
  }
  CHECK(seen.size() == 200);
  CHECK(patchy > 50);
  CHECK(patchy < 120);
  CHECK(sum / 200 > 0.3);
  CHECK(sum / 200 < 0.6);
}
