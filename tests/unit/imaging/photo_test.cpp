#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <random>

#include "canvas.h"
#include "imaging/picture.h"
#include "tensor/error.h"

using namespace fitting_room;
using namespace fitting_room::testing;

namespace {

constexpr std::size_t side = 28;

std::uint8_t level(const Picture& picture, std::size_t x, std::size_t y) {
  return picture[y * side + x];
}

// A rectangle of one level on black.
Picture block(std::size_t left, std::size_t top, std::size_t width, std::size_t height, int level) {
  Picture picture{};
  for (std::size_t y = top; y < top + height; ++y) {
    for (std::size_t x = left; x < left + width; ++x) {
      picture[y * side + x] = static_cast<std::uint8_t>(level);
    }
  }
  return picture;
}

// A T-shirt in a unit square, both coordinates 0..1: sleeves, then the body.
bool in_shirt(double x, double y) {
  const double from_middle = std::abs(x - 0.5);
  return (y >= 0 && y < 0.35 && from_middle <= 0.5) || (y >= 0.35 && y <= 1 && from_middle <= 0.28);
}

// Paints the shirt into the box, pixel by pixel with colour(x, y).
template <typename Paint>
void wear(Canvas& canvas, double left, double top, double edge, Paint&& colour) {
  for (std::size_t y = 0; y < canvas.height(); ++y) {
    for (std::size_t x = 0; x < canvas.width(); ++x) {
      const double u = (static_cast<double>(x) + 0.5 - left) / edge;
      const double v = (static_cast<double>(y) + 0.5 - top) / edge;
      if (in_shirt(u, v)) canvas.set(x, y, colour(x, y));
    }
  }
}

// How much a picture's shape and the shirt's overlap: intersection over union.
double likeness(const Picture& picture) {
  double both = 0, either = 0;
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      const bool expected = in_shirt((x + 0.5) / side, (y + 0.5) / side),
                 found = level(picture, x, y) > 40;
      both += expected && found;
      either += expected || found;
    }
  }
  return both / either;
}

bool touches_opposite_edges(const Picture& picture) {
  bool top = false, bottom = false, left = false, right = false;
  for (std::size_t i = 0; i < side; ++i) {
    top |= level(picture, i, 0) > 0;
    bottom |= level(picture, i, side - 1) > 0;
    left |= level(picture, 0, i) > 0;
    right |= level(picture, side - 1, i) > 0;
  }
  return (top && bottom) || (left && right);
}

Colour4 noisy(Colour4 colour, double spread, std::mt19937& random) {
  const auto shifted = [&](std::uint8_t byte) {
    const double unit = static_cast<double>(random()) / 4294967296.0 - 0.5;
    return static_cast<std::uint8_t>(std::clamp(byte + 2 * spread * unit, 0.0, 255.0));
  };
  return {shifted(colour.red), shifted(colour.green), shifted(colour.blue)};
}

}  // namespace

TEST_CASE("A dark garment on plain white fills the frame, centred, in negative") {
  Canvas tall(100, 100, white);
  tall.fill(5, 12, 40, 80, black);
  CHECK(picture_from_photo(tall.view()) == block(7, 0, 14, 28, 255));

  Canvas wide(100, 100, white);
  wide.fill(10, 60, 84, 21, grey(55));
  CHECK(picture_from_photo(wide.view()) == block(0, 10, 28, 7, 200));
}

TEST_CASE("A light garment on plain black keeps its levels, as the data set's own pictures do") {
  Canvas canvas(100, 100, black);
  canvas.fill(30, 10, 40, 80, grey(180));
  CHECK(picture_from_photo(canvas.view()) == block(7, 0, 14, 28, 180));
}

TEST_CASE("A picture that is framed already comes back as it was") {
  Picture picture{};
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      if (in_shirt((x + 0.5) / side, (y + 0.5) / side)) {
        picture[y * side + x] = static_cast<std::uint8_t>(60 + 3 * x + 2 * y);
      }
    }
  }
  Canvas canvas(side, side, black);
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) canvas.set(x, y, grey(level(picture, x, y)));
  }
  CHECK(picture_from_photo(canvas.view()) == picture);
}

TEST_CASE("A picture is neither mirrored nor turned, and white parts inside stay black") {
  Canvas canvas(80, 80, white);
  canvas.fill(12, 12, 56, 56, grey(100));
  canvas.fill(40, 12, 28, 14, black);
  canvas.fill(26, 40, 14, 14, white);
  const auto picture = picture_from_photo(canvas.view());
  REQUIRE(picture);
  CHECK(level(*picture, 3, 3) == 155);
  CHECK(level(*picture, 20, 3) == 255);
  CHECK(level(*picture, 20, 10) == 155);
  CHECK(level(*picture, 10, 17) == 0);
}

TEST_CASE("The size of the photo does not matter") {
  const Picture expected = block(7, 0, 14, 28, 255);
  for (const std::size_t scale : {1, 2, 7, 40}) {
    Canvas canvas(64 * scale, 56 * scale, white);
    canvas.fill(8 * scale, 14 * scale, 14 * scale, 28 * scale, black);
    CAPTURE(scale);
    const auto picture = picture_from_photo(canvas.view());
    REQUIRE(picture);
    // Whatever the scale, edges may fall between two pixels of the working size.
    for (std::size_t y = 0; y < side; ++y) {
      for (std::size_t x = 0; x < side; ++x) {
        CAPTURE(x, y);
        const bool edge = x < 8 || x > 19 || y == 0 || y == 27;
        if (!edge) CHECK(level(*picture, x, y) == level(expected, x, y));
        if (x < 6 || x > 21) CHECK(level(*picture, x, y) == 0);
      }
    }
    CHECK(touches_opposite_edges(*picture));
  }
}

TEST_CASE("Transparent pixels are background, whatever colour they hide") {
  for (const Colour4 ground : {clear, Colour4{255, 255, 255, 0}, Colour4{200, 30, 90, 0}}) {
    Canvas canvas(100, 100, ground);
    canvas.fill(30, 10, 40, 80, grey(80));
    CHECK(picture_from_photo(canvas.view()) == block(7, 0, 14, 28, 175));
  }
}

TEST_CASE("A white garment on nothing is still seen") {
  Canvas canvas(100, 100, clear);
  canvas.fill(30, 10, 40, 80, white);
  CHECK(picture_from_photo(canvas.view()) == block(7, 0, 14, 28, 89));
}

TEST_CASE("Transparent bars beside a photo are cut off") {
  Canvas photo(60, 80, white), framed(100, 80, clear);
  photo.fill(20, 20, 20, 40, black);
  framed.fill(20, 0, 60, 80, white);
  framed.fill(40, 20, 20, 40, black);
  const auto picture = picture_from_photo(framed.view());
  REQUIRE(picture);
  CHECK(picture == picture_from_photo(photo.view()));
  CHECK(*picture == block(7, 0, 14, 28, 255));
}

TEST_CASE("A shirt is found on striped, noisy ground, dark on light and light on dark") {
  struct Scene {
    const char* name;
    Colour4 shirt, ground, stripe;
  };
  const Scene scenes[] = {
      {"dark blue on a wooden floor", {30, 40, 90}, {205, 170, 120}, {180, 140, 95}},
      {"white on a red sheet", {225, 225, 220}, {170, 25, 35}, {140, 15, 25}},
      {"black on a grey carpet", {20, 20, 22}, {170, 165, 160}, {140, 138, 135}},
      {"yellow on a checked blanket", {230, 190, 40}, {40, 60, 120}, {200, 200, 210}},
  };
  for (const Scene& scene : scenes) {
    CAPTURE(scene.name);
    std::mt19937 random(7);
    Canvas canvas(240, 320, black);
    for (std::size_t y = 0; y < 320; ++y) {
      for (std::size_t x = 0; x < 240; ++x) {
        canvas.set(x, y, noisy(x / 24 % 2 ? scene.ground : scene.stripe, 25, random));
      }
    }
    wear(canvas, 40, 70, 170, [&](auto, auto) { return noisy(scene.shirt, 25, random); });
    const auto picture = picture_from_photo(canvas.view());
    REQUIRE(picture);
    CHECK(likeness(*picture) > 0.9);
    CHECK(touches_opposite_edges(*picture));
    CHECK(level(*picture, 14, 14) > 60);  // light on black, even where the cloth is white
    CHECK(level(*picture, 1, 26) == 0);
  }
}

TEST_CASE("A print belongs to the garment; a sock beside it and a hanger's hook do not") {
  std::mt19937 random(11);
  Canvas canvas(300, 300, black);
  const Colour4 wall{190, 195, 185}, cloth{120, 30, 60}, other{40, 45, 50};
  for (std::size_t y = 0; y < 300; ++y) {
    for (std::size_t x = 0; x < 300; ++x) canvas.set(x, y, noisy(wall, 12, random));
  }
  wear(canvas, 60, 60, 180, [&](auto, auto) { return noisy(cloth, 12, random); });
  for (std::size_t y = 120; y < 160; ++y) {  // a print in the wall's colour
    for (std::size_t x = 130; x < 170; ++x) canvas.set(x, y, noisy(wall, 12, random));
  }
  for (std::size_t y = 250; y < 280; ++y) {
    for (std::size_t x = 225; x < 240; ++x) canvas.set(x, y, noisy(cloth, 12, random));
  }
  canvas.fill(149, 25, 2, 35, other);
  const auto picture = picture_from_photo(canvas.view());
  REQUIRE(picture);
  CHECK(likeness(*picture) > 0.9);
  CHECK(level(*picture, 14, 12) > 0);
}

TEST_CASE("Where all pixels look alike there is nothing to see") {
  CHECK_FALSE(picture_from_photo(Canvas(1, 1, grey(90)).view()));
  CHECK_FALSE(picture_from_photo(Canvas(1, 4000, white).view()));
  CHECK_FALSE(picture_from_photo(Canvas(4000, 1, black).view()));
  CHECK_FALSE(picture_from_photo(Canvas(640, 480, Colour4{180, 40, 40}).view()));
  CHECK_FALSE(picture_from_photo(Canvas(64, 64, clear).view()));
  std::mt19937 random(3);
  Canvas wall(200, 200, white);
  for (std::size_t i = 0; i < 40000; ++i) {
    wall.set(i % 200, i / 200, noisy(grey(200), 6, random));
  }
  CHECK_FALSE(picture_from_photo(wall.view()));
}

TEST_CASE("An image without pixels is refused with a sentence") {
  const std::uint8_t pixel[4] = {};
  for (const RgbaView none : {RgbaView{pixel, 0, 0}, RgbaView{pixel, 0, 5}, RgbaView{pixel, 5, 0},
                              RgbaView{nullptr, 5, 5}}) {
    for (const auto convert : {picture_from_photo, picture_from_drawing}) {
      try {
        convert(none);
        FAIL("accepted");
      } catch (const Error& error) {
        CHECK(error.code() == "bad-image");
        CHECK(std::string(error.what()).ends_with("."));
      }
    }
  }
}

TEST_CASE("Thin and tiny images are pictures too") {
  Canvas ribbon(1, 4000, white);
  ribbon.fill(0, 1000, 1, 2000, black);
  const auto picture = picture_from_photo(ribbon.view());
  REQUIRE(picture);
  CHECK(*picture == block(13, 0, 1, 28, 255));

  Canvas two(2, 1, white);
  two.set(0, 0, black);
  REQUIRE(picture_from_photo(two.view()));
  CHECK(*picture_from_photo(two.view()) == block(0, 0, 28, 28, 255));
}

TEST_CASE("Random pixels of any size and opacity do no harm") {
  std::mt19937 random(5);
  int seen = 0;
  for (int round = 0; round < 60; ++round) {
    const std::size_t width = 1 + random() % 90, height = 1 + random() % 90;
    const bool opaque = random() % 2;
    Canvas canvas(width, height, clear);
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t x = 0; x < width; ++x) {
        const auto bits = random();
        const auto byte = [&](int shift) { return static_cast<std::uint8_t>(bits >> shift); };
        canvas.set(x, y, {byte(0), byte(8), byte(16), opaque ? std::uint8_t{255} : byte(24)});
      }
    }
    CAPTURE(width, height, opaque);
    if (const auto picture = picture_from_photo(canvas.view())) {
      ++seen;
      CHECK(std::any_of(picture->begin(), picture->end(), [](int byte) { return byte > 0; }));
    }
    CHECK(picture_from_photo(canvas.view()) == picture_from_photo(canvas.view()));
  }
  CHECK(seen > 30);
}
