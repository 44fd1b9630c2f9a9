// The pen's lines cover the area that geometry says, wherever they lie.

#include "imaging/pen.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

using namespace fitting_room::imaging;
using Catch::Approx;

namespace {

constexpr double pi = std::numbers::pi;

double sum(const Plane<float>& plane) {
  return std::accumulate(plane.values.begin(), plane.values.end(), 0.0);
}

double covered(std::vector<PenPoint> line) {
  Plane<float> plane(64, 48);
  cover_line(plane, line);
  return sum(plane);
}

}  // namespace

TEST_CASE("A line covers its length times its width and a disc", "[pen]") {
  const float angle = GENERATE(0.0f, 0.3f, 0.8f, 1.5f, 2.9f);
  const float width = GENERATE(2.0f, 3.7f, 9.0f);
  const float dx = 14 * std::cos(angle), dy = 14 * std::sin(angle);
  const double area = covered({{32.3f - dx, 24.1f - dy, width}, {32.3f + dx, 24.1f + dy, width}});
  CHECK(area == Approx(28 * width + pi / 4 * width * width).epsilon(0.02));
}

TEST_CASE("A single point is a dot", "[pen]") {
  CHECK(covered({{20, 20, 10}}) == Approx(pi * 25).epsilon(0.02));
}

TEST_CASE("What is thinner than a pixel is paler", "[pen]") {
  const double thin = covered({{10, 20.5f, 0.5f}, {50, 20.5f, 0.5f}});
  CHECK(thin == Approx(40 * 0.5).epsilon(0.1));
}

TEST_CASE("The width changes evenly between two points", "[pen]") {
  const double area = covered({{12, 24, 4}, {52, 24, 12}});
  CHECK(area == Approx(40 * 8 + pi / 8 * (16 + 144)).epsilon(0.05));
}

TEST_CASE("A line that crosses itself covers no pixel twice", "[pen]") {
  Plane<float> plane(32, 32);
  cover_line(plane, std::vector<PenPoint>{{4, 4, 6}, {28, 28, 6}, {28, 4, 6}, {4, 28, 6}});
  for (const float value : plane.values) {
    CHECK(value >= 0);
    CHECK(value <= 1);
  }
  CHECK(plane.at(16, 16) == 1);
}

TEST_CASE("What lies outside is left out, and what is no number, too", "[pen]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(covered({{-100, -100, 5}, {-50, 200, 5}}) == 0);
  CHECK(covered({{nan, 10, 5}, {20, nan, 5}}) == 0);
  CHECK(covered({{-20, 24, 4}, {84, 24, 4}}) == Approx(64 * 4).epsilon(0.001));
}

TEST_CASE("A later line is painted over an earlier one", "[pen]") {
  Plane<float> plane(32, 32);
  draw_line(plane, std::vector<PenPoint>{{0, 16, 10}, {32, 16, 10}}, 1);
  draw_line(plane, std::vector<PenPoint>{{16, 0, 10}, {16, 32, 10}}, 0.25f);
  CHECK(plane.at(4, 16) == Approx(1));
  CHECK(plane.at(16, 16) == Approx(0.25));
  CHECK(plane.at(16, 4) == Approx(0.25));
  CHECK(plane.at(4, 4) == 0);
}
