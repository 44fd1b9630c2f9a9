#include "formats/float16.h"

#include <algorithm>
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace fitting_room;

namespace {

// What a binary16 means, straight from the definition in IEEE 754, section 3.4.
double meaning(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

// All halves from 0 up to the power of two after the largest: rounding to that one is infinity.
const std::vector<double>& grid() {
  static const std::vector<double> values = [] {
    std::vector<double> halves;
    for (std::uint16_t bits = 0; bits < 0x7c00; ++bits) halves.push_back(meaning(bits));
    halves.push_back(65536);
    return halves;
  }();
  return values;
}

// Nearest on the grid, ties to the even one. The bits of a half are its place on the grid.
std::uint16_t nearest(float value) {
  const double magnitude = std::abs(static_cast<double>(value));
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (magnitude >= 65536) return sign | 0x7c00;
  const auto above = static_cast<std::size_t>(
      std::upper_bound(grid().begin(), grid().end(), magnitude) - grid().begin());
  const double down = magnitude - grid()[above - 1], up = grid()[above] - magnitude;
  const bool take_upper = up < down || (up == down && above % 2 == 0);
  return static_cast<std::uint16_t>(sign | (take_upper ? above : above - 1));
}

}  // namespace

TEST_CASE("Every half is read exactly and written back the same", "[formats]") {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = from_float16(half);
    if ((half & 0x7fff) > 0x7c00) {
      REQUIRE(std::isnan(value));
      REQUIRE(std::isnan(from_float16(to_float16(value))));
    } else {
      if ((half & 0x7fff) < 0x7c00) REQUIRE(static_cast<double>(value) == meaning(half));
      REQUIRE(std::signbit(value) == ((half & 0x8000) != 0));
      REQUIRE(to_float16(value) == half);
    }
  }
  CHECK(from_float16(0x7c00) == std::numeric_limits<float>::infinity());
  CHECK(from_float16(0xfc00) == -std::numeric_limits<float>::infinity());
}

TEST_CASE("A float becomes the nearest half, ties to even", "[formats]") {
  // Around each half and each middle between two: the value, and the floats next to it.
  for (std::size_t i = 0; i + 1 < grid().size(); ++i) {
    for (const double point : {grid()[i], (grid()[i] + grid()[i + 1]) / 2}) {
      const float value = static_cast<float>(point);
      for (const float probe : {value, std::nextafter(value, 0.0f), std::nextafter(value, 1e9f)}) {
        REQUIRE(to_float16(probe) == nearest(probe));
        REQUIRE(to_float16(-probe) == nearest(-probe));
      }
    }
  }
  // And every 1,031st float there is, from the smallest denormal to the largest.
  for (std::uint32_t bits = 0; bits < 0x7f800000; bits += 1031) {
    const float value = std::bit_cast<float>(bits);
    if (to_float16(value) != nearest(value)) FAIL("at the float with the bits " << bits);
  }
}

TEST_CASE("Known halves", "[formats]") {
  CHECK(to_float16(1.0f) == 0x3c00);
  CHECK(to_float16(-2.0f) == 0xc000);
  CHECK(to_float16(65504.0f) == 0x7bff);
  CHECK(to_float16(65519.996f) == 0x7bff);
  CHECK(to_float16(65520.0f) == 0x7c00);
  CHECK(to_float16(0x1p-24f) == 0x0001);
  CHECK(to_float16(0x1p-25f) == 0x0000);
  CHECK(to_float16(0x1.000002p-25f) == 0x0001);
  CHECK(to_float16(0.1f) == 0x2e66);
  CHECK(to_float16(-0.0f) == 0x8000);
}
