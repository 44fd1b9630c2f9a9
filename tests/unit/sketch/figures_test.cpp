#include "training/sketch/figures.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <set>

#include "support/drawn.h"
#include "support/lines.h"
#include "training/garments.h"
#include "training/sketch/hand.h"

using namespace fitting_room;
using namespace fitting_room::test;

TEST_CASE("A figure is an outline and what belongs to it, about one unit high", "[sketch]") {
  for (std::size_t label = 0; label < 10; ++label) {
    std::set<std::size_t> counts;
    std::set<Picture> pictures;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      CAPTURE(label, seed);
      Draws draws = draws_of(seed, static_cast<std::uint32_t>(label)), again = draws;
      const std::vector<Line> lines = figure(label, draws);
      REQUIRE(!lines.empty());
      bool closed = false;
      float top = 9, bottom = -9;
      for (const Line& line : lines) {
        CHECK(line.size() >= 2);
        closed |= is_closed(line);
        for (const auto& [x, y] : line) {
          CHECK(std::fabs(x) < 2);
          top = std::min(top, y);
          bottom = std::max(bottom, y);
        }
      }
      // A shoe is an upper on its sole.
      if (label != sneaker && label != ankle_boot) CHECK(closed);
      CHECK(bottom - top > 0.25f);
      CHECK(bottom - top < 2);
      CHECK(figure(label, again).size() == lines.size());
      counts.insert(lines.size());
      const auto picture = drawn_by_hand(lines, {}, draws);
      REQUIRE(picture);
      CHECK(is_framed(*picture));
      pictures.insert(*picture);
    }
    CHECK(counts.size() > 1);
    CHECK(pictures.size() == 40);
  }
}
