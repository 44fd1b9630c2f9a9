#include "training/sketch/hand.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "support/drawn.h"
#include "support/lines.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

Picture drawn(const std::vector<Line>& lines, const Hand& hand, std::uint64_t seed) {
  Draws draws = draws_of(seed);
  const std::optional<Picture> picture = drawn_by_hand(lines, hand, draws);
  REQUIRE(picture);
  return *picture;
}

Hand filling(float chance) {
  Hand hand;
  hand.fill_chance = chance;
  return hand;
}

const std::vector<Line> square{rectangle(0, 0, 40, 40)};

}  // namespace

TEST_CASE("A drawing fills its frame, wherever and in whatever units its lines are", "[sketch]") {
  const std::vector<Line> drawings[] = {
      square,
      {{{0, 0}, {1e-3f, 2e-3f}}},
      {{{-5000, 900}, {-4000, 300}}, {{-4500, 700}, {-4400, 650}, {-4300, 900}}},
      {circle({1e4f, 1e4f}, 5)},
      {{{7, 7}}},
  };
  for (const std::vector<Line>& lines : drawings) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CAPTURE(lines.front().size(), seed);
      CHECK(is_framed(drawn(lines, {}, seed)));
    }
  }
}

TEST_CASE("Of nothing there is no drawing", "[sketch]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<Line> nothings[] = {
      {}, {{}}, {{}, {}}, {{{nan, 0}, {1, nan}}}, {{{0, 0}, {infinity, 1}}}};
  for (const std::vector<Line>& lines : nothings) {
    Draws draws = draws_of(1);
    CHECK_FALSE(drawn_by_hand(lines, filling(1), draws));
  }
}

TEST_CASE("The same numbers draw the same, others something else", "[sketch]") {
  const Picture once = drawn(square, {}, 3);
  CHECK(drawn(square, {}, 3) == once);
  std::size_t others = 0;
  for (std::uint64_t seed = 4; seed < 24; ++seed) others += drawn(square, {}, seed) != once;
  CHECK(others == 20);
}

TEST_CASE("Pens are 0.7 to 3.5 pixels wide", "[sketch]") {
  float thinnest = 99, widest = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Picture picture = drawn(square, filling(0), seed);
    // How much light an outline of this size has, by how much of it there is.
    const Extent extent(picture);
    const double around = 2.0 * static_cast<double>(extent.width() + extent.height());
    const double level = *std::ranges::max_element(picture) / 255.0;
    const double sum = light(picture) / level;
    // Of a frame: around * width - 4 * width^2.
    const double width = (around - std::sqrt(around * around - 16 * sum)) / 8;
    thinnest = std::min(thinnest, static_cast<float>(width));
    widest = std::max(widest, static_cast<float>(width));
  }
  CHECK(thinnest > 0.55f);
  CHECK(thinnest < 0.9f);
  CHECK(widest > 2.5f);
  CHECK(widest < 3.6f);
}

TEST_CASE("Closed parts are filled as often as asked for", "[sketch]") {
  const auto filled = [](float chance, const std::vector<Line>& lines) {
    std::size_t count = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const int middle = at(drawn(lines, filling(chance), seed), 14, 14);
      if (middle != 0) CHECK(middle >= std::floor(255 * 0.25 * 0.6));
      count += middle != 0;
    }
    return count;
  };
  CHECK(filled(0, square) == 0);
  CHECK(filled(1, square) == 100);
  CHECK(filled(0.25f, square) > 10);
  CHECK(filled(0.25f, square) < 40);
  const std::vector<Line> open{{{0, 0}, {40, 0}, {40, 40}, {0, 40}, {0, 20}}};
  CHECK(filled(1, open) == 0);
}

TEST_CASE("Lines have one grey, mostly white", "[sketch]") {
  std::size_t white = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Picture picture = drawn({{{0, 0}, {9, 9}}}, filling(0), seed);
    const int lightest = *std::ranges::max_element(picture);
    CHECK(lightest > 255 * 0.4);  // a thin pen's is paler where it lies between pixels
    white += lightest > 248;
  }
  CHECK(white > 60);
  CHECK(white < 170);
}

TEST_CASE("Half of the drawings are mirrored, and none stands on its head", "[sketch]") {
  std::size_t mirrored = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    // The upright of an L is on its left, its foot below.
    const Picture picture = drawn({{{0, 0}, {0, 40}, {30, 40}}}, filling(0), seed);
    double balance_x = 0, balance_y = 0;
    for (std::size_t i = 0; i < picture.size(); ++i) {
      balance_x += picture[i] * (static_cast<double>(i % 28) - 13.5);
      balance_y += picture[i] * (static_cast<double>(i / 28) - 13.5);
    }
    mirrored += balance_x > 0;
    CHECK(balance_y > 0);
  }
  CHECK(mirrored > 80);
  CHECK(mirrored < 120);
}

TEST_CASE("A hand that stretches makes drawings wider", "[sketch]") {
  const auto mean_ratio = [](float least, float most) {
    Hand hand = filling(0);
    hand.stretch_least = least;
    hand.stretch_most = most;
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const Extent extent(drawn(square, hand, seed));
      sum += std::log(static_cast<double>(extent.width()) / static_cast<double>(extent.height()));
    }
    return sum / 100;
  };
  // Wider by a factor, and as much lower.
  CHECK(mean_ratio(0, 0) == Approx(0).margin(0.06));
  CHECK(mean_ratio(0.3f, 0.3f) == Approx(0.6).margin(0.12));
  CHECK(mean_ratio(-0.2f, 0.4f) == Approx(0.2).margin(0.12));
}
