#include "training/sketch/sketch.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <span>

#include "support/drawn.h"
#include "support/lines.h"
#include "support/numbers.h"
#include "training/garments.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Image = std::array<float, image_pixels>;

template <typename Value>
Image image_of(const Value& value) {
  Image image;
  for (std::size_t i = 0; i < image.size(); ++i) {
    image[i] = value(static_cast<float>(i % 28) + 0.5f, static_cast<float>(i / 28) + 0.5f);
  }
  return image;
}

Image disc(float radius) {
  return image_of([&](float x, float y) {
    return 0.7f * std::clamp(radius + 0.5f - distance({x, y}, {14, 14}), 0.0f, 1.0f);
  });
}

Image box(float left, float top, float right, float bottom) {
  return image_of([&](float x, float y) {
    return x > left && x < right && y > top && y < bottom ? 0.8f : 0.0f;
  });
}

std::optional<Picture> sketch_of(const Image& image, std::size_t label, std::uint64_t seed,
                                 std::uint32_t sample = 0, std::uint32_t step = 0) {
  Draws draws = draws_of(seed, sample, step);
  return sketch(image, label, draws);
}

std::vector<Line> lines_of(const Image& image, std::size_t label, std::uint64_t seed) {
  Draws draws = draws_of(seed);
  return sketched_lines(image, label, draws);
}

/// How many of 100 sketches' lines are such.
template <typename Is>
std::size_t count_of(const Image& image, std::size_t label, const Is& is) {
  std::size_t count = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) count += is(lines_of(image, label, seed));
  return count;
}

/// Whether a line reaches so near to the middle of the picture.
auto reaches_within(float radius) {
  return [=](const std::vector<Line>& lines) {
    return std::ranges::any_of(
        lines, [&](const Line& line) { return distance_to(line, {14, 14}) < radius; });
  };
}

}  // namespace

TEST_CASE("A disc is sketched as its edge, and its middle stays dark unless it is filled",
          "[sketch]") {
  std::size_t filled = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const std::optional<Picture> picture = sketch_of(disc(10), bag, seed);
    REQUIRE(picture);
    CHECK(is_framed(*picture));
    if (at(*picture, 14, 14) != 0) {
      ++filled;
      continue;
    }
    // Warped and stretched it is an ellipse, nearly, that fills its box but for the pen.
    const Extent extent(*picture);
    const double a = static_cast<double>(extent.width()) / 2;
    const double b = static_cast<double>(extent.height()) / 2;
    double near = 0;
    for (std::size_t i = 0; i < picture->size(); ++i) {
      const double u = (static_cast<double>(i % 28) - 13.5) / a;
      const double v = (static_cast<double>(i / 28) - 13.5) / b;
      if (std::hypot(u, v) > 0.5) near += (*picture)[i] / 255.0;
    }
    CHECK(near > 0.9 * light(*picture));
    CHECK(near > 20);  // all the way round, but for gaps
  }
  // A quarter, but for those whose outline has gaps.
  CHECK(filled > 10);
  CHECK(filled < 50);
}

TEST_CASE("A disc's lines lie on its circle, warped or not", "[sketch]") {
  std::size_t unwarped = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    const std::vector<Line> lines = lines_of(disc(10), bag, seed);
    REQUIRE(!lines.empty());
    double whole = 0;
    float farthest = 0, nearest = 99;
    for (const Line& line : lines) {
      whole += length(line);
      for (const Vertex& vertex : line) {
        farthest = std::max(farthest, distance(vertex, {14, 14}));
        nearest = std::min(nearest, distance(vertex, {14, 14}));
      }
    }
    CHECK(nearest > 4);
    CHECK(farthest < 17);
    CHECK(whole > 0.6 * 2 * 3.14 * 10);
    CHECK(whole < 1.5 * 2 * 3.14 * 10);
    unwarped += nearest > 8.5f && farthest < 12;
  }
  CHECK(unwarped > 15);  // three in ten, but for a hand that trembles
}

TEST_CASE("Both of two pieces are drawn, and specks are not", "[sketch]") {
  const Image two = image_of([](float x, float y) {
    return y > 8 && y < 20 && (std::fabs(x - 7) < 5 || std::fabs(x - 21) < 5) ? 0.6f : 0.0f;
  });
  CHECK(count_of(two, sneaker, [](const std::vector<Line>& lines) {
          const auto has = [&](bool right) {
            return std::ranges::any_of(
                lines, [&](const Line& line) { return (line.front().x > 14) == right; });
          };
          return has(false) && has(true) && !reaches_within(0.5f)(lines);
        }) >= 97);
  // Below and above what is taken for noise, however they are warped.
  const auto nothing = [](const std::vector<Line>& lines) { return lines.empty(); };
  CHECK(count_of(box(13, 13, 15, 15), bag, nothing) == 100);
  CHECK(count_of(box(11, 11, 17, 17), bag, nothing) == 0);
  CHECK(count_of(box(30, 30, 31, 31), bag, nothing) == 100);
}

TEST_CASE("A large hole is always drawn, a smaller one by half of the hands", "[sketch]") {
  const auto ring = [](float hole) {
    return image_of([=](float x, float y) {
      const float from_middle = distance({x, y}, {14, 14});
      return from_middle < 12 && from_middle > hole ? 0.7f : 0.0f;
    });
  };
  CHECK(count_of(ring(5.5f), bag, reaches_within(7)) >= 97);
  const std::size_t small = count_of(ring(2.8f), bag, reaches_within(5));
  CHECK(small > 30);
  CHECK(small < 70);
  CHECK(count_of(ring(0), bag, reaches_within(5)) == 0);
}

TEST_CASE("An inner edge is drawn now and then", "[sketch]") {
  // A lighter part in the right half: an edge down the middle.
  const Image halves = image_of([](float x, float y) {
    return x < 3 || x > 25 || y < 3 || y > 25 ? 0.0f : x < 14 ? 0.3f : 0.9f;
  });
  const std::size_t drawn = count_of(halves, bag, reaches_within(3));
  CHECK(drawn > 30);
  CHECK(drawn < 60);
  CHECK(count_of(box(3, 3, 25, 25), bag, reaches_within(3)) == 0);
}

TEST_CASE("Openings are drawn on coats and shirts, waistbands and inseams on trousers",
          "[sketch]") {
  const Image garment = box(6, 1, 22, 27);
  const auto in_the_middle = reaches_within(3);
  const std::size_t coats = count_of(garment, coat, in_the_middle);
  const std::size_t shirts = count_of(garment, shirt, in_the_middle);
  const std::size_t trousers = count_of(garment, trouser, in_the_middle);
  CHECK(coats > 40);
  CHECK(coats < 75);
  CHECK(shirts > 15);
  CHECK(shirts < coats);
  CHECK(trousers > 30);
  CHECK(trousers < 70);
  for (const Garment other : {t_shirt, pullover, dress, sandal, sneaker, bag, ankle_boot}) {
    CAPTURE(other);
    CHECK(count_of(garment, other, in_the_middle) == 0);
  }
}

TEST_CASE("A sketch depends on seed, sample and step, and on nothing else", "[sketch]") {
  const Image image = disc(9);
  const std::optional<Picture> once = sketch_of(image, coat, 1, 2, 3);
  CHECK(sketch_of(image, coat, 1, 2, 3) == once);
  CHECK(sketch_of(image, coat, 2, 2, 3) != once);
  CHECK(sketch_of(image, coat, 1, 3, 3) != once);
  CHECK(sketch_of(image, coat, 1, 2, 4) != once);
}

TEST_CASE("Any image has a sketch or none", "[sketch]") {
  const auto spot = [](std::size_t index) {
    Image image{};
    image[index] = 1;
    return image;
  };
  Numbers numbers(3);
  Image noise, faint, specks;
  for (float& value : noise) value = numbers.uniform(0, 1);
  for (float& value : faint) value = numbers.uniform(0, 0.12f);
  for (float& value : specks) value = numbers.below(3) == 0 ? 1.0f : 0.0f;
  Image white;
  white.fill(1);
  const Image images[] = {Image{}, white, noise, faint, specks, spot(0), spot(405), spot(783)};
  std::vector<std::size_t> sketches;
  for (const Image& image : images) {
    std::size_t count = 0;
    for (std::size_t label = 0; label < 10; ++label) {
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        CAPTURE(&image - images, label, seed);
        for (const Line& line : lines_of(image, label, seed)) {
          CHECK(!line.empty());
          const bool sane = std::ranges::all_of(line, [](const Vertex& vertex) {
            return std::fabs(vertex.x) < 100 && std::fabs(vertex.y) < 100;
          });
          CHECK(sane);
        }
        const std::optional<Picture> picture = sketch_of(image, label, seed);
        if (picture) CHECK(is_framed(*picture));
        count += picture.has_value();
      }
    }
    sketches.push_back(count);
  }
  CHECK(sketches[0] == 0);
  CHECK(sketches[1] == 50);
  CHECK(sketches[2] == 50);
  for (const std::size_t count : std::span(sketches).last(3)) CHECK(count == 0);
}
