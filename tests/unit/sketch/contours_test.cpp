#include "training/sketch/contours.h"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <numbers>
#include <utility>

#include "support/lines.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;
using imaging::Mask;
using imaging::Plane;

namespace {

template <typename Value>
Plane<float> field_of(std::size_t width, std::size_t height, const Value& value) {
  Plane<float> field(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      field.at(x, y) = value(static_cast<float>(x), static_cast<float>(y));
    }
  }
  return field;
}

constexpr Vertex middle{20.3f, 18.6f};

/// 1 within a radius, 0 outside, even over four cells between: 0.5 right on the circle.
float disc(float x, float y, float radius) {
  return std::clamp((radius - distance({x, y}, middle)) / 4 + 0.5f, 0.0f, 1.0f);
}

float value_at(const Plane<float>& field, int x, int y) {
  const bool inside =
      x >= 0 && y >= 0 && x < static_cast<int>(field.width) && y < static_cast<int>(field.height);
  return inside ? field.at(static_cast<std::size_t>(x), static_cast<std::size_t>(y)) : 0;
}

/// Bilinear between the field's values and the low ones around it.
float between_values(const Plane<float>& field, const Vertex& at) {
  const int x = static_cast<int>(std::floor(at.x)), y = static_cast<int>(std::floor(at.y));
  const float fx = at.x - static_cast<float>(x), fy = at.y - static_cast<float>(y);
  return (1 - fy) * ((1 - fx) * value_at(field, x, y) + fx * value_at(field, x + 1, y)) +
         fy * ((1 - fx) * value_at(field, x, y + 1) + fx * value_at(field, x + 1, y + 1));
}

/// Pairs of neighbouring values between which the field passes through a level.
std::size_t crossings(const Plane<float>& field, float level) {
  std::size_t count = 0;
  for (int y = -1; y <= static_cast<int>(field.height); ++y) {
    for (int x = -1; x <= static_cast<int>(field.width); ++x) {
      const bool high = value_at(field, x, y) > level;
      count += high != (value_at(field, x + 1, y) > level);
      count += high != (value_at(field, x, y + 1) > level);
    }
  }
  return count;
}

constexpr float pi = std::numbers::pi_v<float>;

}  // namespace

TEST_CASE("The contour of a disc is its circle", "[sketch]") {
  constexpr float radius = 12;
  const auto lines =
      contours(field_of(40, 40, [](float x, float y) { return disc(x, y, radius); }), 0.5f);
  REQUIRE(lines.size() == 1);
  CHECK(is_closed(lines[0]));
  CHECK(area(lines[0]) == Approx(pi * radius * radius).epsilon(0.01));
  CHECK(length(lines[0]) == Approx(2 * pi * radius).epsilon(0.01));
  for (const Vertex& vertex : lines[0]) {
    CHECK(distance(vertex, middle) == Approx(radius).margin(0.02));
  }
}

TEST_CASE("A contour is positive around ground and negative around a hole in it", "[sketch]") {
  const auto ring = [](float x, float y) { return disc(x, y, 14) - disc(x, y, 6); };
  auto lines = contours(field_of(40, 36, ring), 0.5f);
  REQUIRE(lines.size() == 2);
  std::ranges::sort(lines, {}, area);
  CHECK(area(lines[0]) == Approx(-pi * 36).epsilon(0.02));
  CHECK(area(lines[1]) == Approx(pi * 14 * 14).epsilon(0.01));

  const auto two = [](float x, float) {
    return (x > 3 && x < 10) || (x > 14 && x < 19) ? 1.0f : 0.0f;
  };
  lines = contours(field_of(24, 9, two), 0.5f);
  REQUIRE(lines.size() == 2);
  CHECK(area(lines[0]) == Approx(6 * 9 - 0.5));  // its corners are cut
  CHECK(area(lines[1]) == Approx(4 * 9 - 0.5));
}

TEST_CASE("What touches the border ends between it and the low ground beyond", "[sketch]") {
  const Plane<float> full(10, 7, 1.0f);
  const auto lines = contours(full, 0.25f);
  REQUIRE(lines.size() == 1);
  CHECK(is_closed(lines[0]));
  CHECK(area(lines[0]) == Approx(10.5 * 7.5 - 4 * 0.75 * 0.75 / 2));
  const auto [left, right] =
      std::ranges::minmax(lines[0], {}, [](const Vertex& vertex) { return vertex.x; });
  CHECK(left.x == Approx(-0.75));
  CHECK(right.x == Approx(9.75));
  CHECK(contours(full, 1).empty());
  CHECK(contours(Plane<float>(10, 7), 0.1f).empty());
  const auto dot = contours(Plane<float>(1, 1, 1.0f), 0.5f);
  REQUIRE(dot.size() == 1);
  CHECK(area(dot[0]) == Approx(0.5));
}

TEST_CASE("Where opposite corners are high, the mean decides whether they are joined", "[sketch]") {
  const bool falling = GENERATE(true, false);
  CAPTURE(falling);
  const Plane<float> corners =
      field_of(2, 2, [&](float x, float y) { return (x == y) == falling ? 1.0f : 0.0f; });
  const auto apart = contours(corners, 0.6f);
  REQUIRE(apart.size() == 2);
  for (const Line& line : apart) CHECK(area(line) == Approx(2 * 0.4 * 0.4));
  const auto joined = contours(corners, 0.4f);
  REQUIRE(joined.size() == 1);
  CHECK(area(joined[0]) > 2 * 2 * 0.6 * 0.6);
}

TEST_CASE("Contours of noise pass each crossing once, the higher values on their right",
          "[sketch]") {
  Numbers numbers(2);
  for (const float level : {0.05f, 0.3f, 0.5f, 0.9f}) {
    const Plane<float> field =
        field_of(17, 23, [&](float, float) { return numbers.uniform(0, 1); });
    CAPTURE(level);
    std::size_t vertices = 0;
    for (const Line& line : contours(field, level)) {
      CHECK(is_closed(line));
      vertices += line.size() - 1;
      for (std::size_t i = 1; i < line.size(); ++i) {
        const Vertex &from = line[i - 1], &to = line[i];
        CHECK(between_values(field, to) == Approx(level).margin(1e-4));
        const float across = to.x - from.x, down = to.y - from.y;
        if (std::hypot(across, down) < 0.05f) continue;
        const Vertex half{(from.x + to.x) / 2, (from.y + to.y) / 2};
        // A thousandth of a cell to either side of the middle, within the cell.
        const Vertex right{half.x - 0.001f * down, half.y + 0.001f * across};
        const Vertex left{half.x + 0.001f * down, half.y - 0.001f * across};
        CHECK(between_values(field, right) > between_values(field, left));
      }
    }
    CHECK(vertices == crossings(field, level));
  }
}

TEST_CASE("An edge is found where it is, when it is steep enough", "[sketch]") {
  // Lighter by 0.5 from column 20 on: by the scale of the operator, twice that.
  const Plane<float> field = field_of(40, 30, [](float x, float) { return x < 20 ? 0.3f : 0.8f; });
  const Mask inside(40, 30, 1);
  const auto lines = ridges_of_gradient(field, inside, 0.99f);
  REQUIRE(lines.size() == 1);
  CHECK(length(lines[0]) == Approx(30 - 5));
  for (const Vertex& vertex : lines[0]) CHECK(vertex.x == Approx(19.5).margin(0.51));
  CHECK(ridges_of_gradient(field, inside, 1.01f).empty());
  CHECK(ridges_of_gradient(field, Mask(40, 30), 0.1f).empty());
  CHECK(ridges_of_gradient(Plane<float>(40, 30, 0.5f), inside, 0.1f).empty());
}

TEST_CASE("Edges are looked for inside alone, the longest first", "[sketch]") {
  const Plane<float> field = field_of(50, 40, [](float x, float y) {
    return (x > 9 && y > 10 && y < 30 ? 0.3f : 0.0f) + (x > 29 && y > 15 && y < 25 ? 0.6f : 0.0f);
  });
  Mask inside(50, 40);
  for (std::size_t y = 18; y < 23; ++y) inside.at(30, y) = inside.at(29, y) = 1;
  for (std::size_t y = 14; y < 27; ++y) inside.at(9, y) = inside.at(10, y) = 1;
  const auto lines = ridges_of_gradient(field, inside, 0.2f);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].size() == 13);
  CHECK(lines[0].front().x == Approx(9.5).margin(0.6));
  CHECK(lines[1].size() == 5);
  CHECK(lines[1].front().x == Approx(29.5).margin(0.6));
}

TEST_CASE("A slanted or round edge is one line", "[sketch]") {
  const Mask inside(40, 40, 1);
  const auto slanted = ridges_of_gradient(
      field_of(40, 40, [](float x, float y) { return std::clamp((x + y - 39) / 2, 0.0f, 1.0f); }),
      inside, 0.5f);
  REQUIRE(slanted.size() >= 1);
  CHECK(slanted[0].size() >= 34);
  for (const Vertex& vertex : slanted[0]) CHECK(vertex.x + vertex.y == Approx(40).margin(1.5));

  const auto round = ridges_of_gradient(
      field_of(40, 40, [](float x, float y) { return disc(x, y, 10); }), inside, 0.4f);
  std::size_t pixels = 0;
  for (const Line& line : round) {
    pixels += line.size();
    for (const Vertex& vertex : line) CHECK(distance(vertex, middle) == Approx(10).margin(1));
  }
  CHECK(round.size() <= 4);
  CHECK(pixels > 50);
}
