// Line drawings that somebody uploads become what the page's own canvas would have given; photos
// and filled shapes stay photos.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <random>
#include <vector>

#include "canvas.h"
#include "imaging/pen.h"
#include "imaging/picture.h"
#include "tensor/error.h"

using namespace fitting_room;
using namespace fitting_room::testing;
using fitting_room::imaging::PenPoint;
using fitting_room::imaging::Plane;

namespace {

constexpr std::size_t side = 28;

// A T-shirt's outline with a collar, and a bag with its handle; coordinates 0..1.
using Outline = std::vector<std::vector<std::array<float, 2>>>;
const Outline shirt = {{{0.35f, 0},
                        {0, 0.2f},
                        {0.1f, 0.4f},
                        {0.25f, 0.32f},
                        {0.25f, 1},
                        {0.75f, 1},
                        {0.75f, 0.32f},
                        {0.9f, 0.4f},
                        {1, 0.2f},
                        {0.65f, 0}},
                       {{0.35f, 0}, {0.5f, 0.12f}, {0.65f, 0}}};
const Outline bag = {{{0, 0.4f}, {1, 0.4f}, {0.95f, 1}, {0.05f, 1}, {0, 0.4f}},
                     {{0.3f, 0.4f}, {0.4f, 0.05f}, {0.6f, 0.05f}, {0.7f, 0.4f}}};

// The share of each pixel that the lines cover, on a square canvas; the outline is `size` long.
Plane<float> covered(const Outline& lines, std::size_t edge, float size, float pen) {
  Plane<float> result(edge, edge);
  const float margin = (static_cast<float>(edge) - size) / 2;
  for (const auto& line : lines) {
    std::vector<PenPoint> points;
    for (const auto& [x, y] : line) points.push_back({margin + size * x, margin + size * y, pen});
    imaging::cover_line(result, points);
  }
  return result;
}

std::uint8_t mixed(float share, std::uint8_t ink, std::uint8_t ground) {
  return static_cast<std::uint8_t>(std::lround(share * ink + (1 - share) * ground));
}

Canvas painted(const Plane<float>& coverage, Colour4 ink, Colour4 ground) {
  Canvas canvas(coverage.width, coverage.height, ground);
  for (std::size_t y = 0; y < coverage.height; ++y) {
    for (std::size_t x = 0; x < coverage.width; ++x) {
      const float share = coverage.at(x, y);
      // Not premultiplied: on nothing the ink keeps its colour and gets thinner.
      const Colour4 under = ground.alpha ? ground : Colour4{ink.red, ink.green, ink.blue, 0};
      canvas.set(x, y,
                 {mixed(share, ink.red, under.red), mixed(share, ink.green, under.green),
                  mixed(share, ink.blue, under.blue), mixed(share, ink.alpha, under.alpha)});
    }
  }
  return canvas;
}

// Ink on paper as a camera has it: `light(u, v)` falls on it, u and v 0..1, and there is noise.
template <typename Light>
Canvas photographed(const Plane<float>& coverage, Colour4 paper, float darkness, Light&& light) {
  std::mt19937 random(5);
  Canvas canvas(coverage.width, coverage.height, paper);
  for (std::size_t y = 0; y < coverage.height; ++y) {
    for (std::size_t x = 0; x < coverage.width; ++x) {
      const float u = (x + 0.5f) / coverage.width, v = (y + 0.5f) / coverage.height;
      const float seen = light(u, v) * (1 - darkness * coverage.at(x, y));
      const auto byte = [&](std::uint8_t level) {
        const double noise = static_cast<double>(random() % 1000) / 100 - 5;
        return static_cast<std::uint8_t>(std::clamp(level * seen + noise, 0.0, 255.0));
      };
      canvas.set(x, y, {byte(paper.red), byte(paper.green), byte(paper.blue)});
    }
  }
  return canvas;
}

Picture from_page(const Plane<float>& coverage) {
  return picture_from_drawing(painted(coverage, white, black).view()).value();
}

double mean_difference(const Picture& one, const Picture& other) {
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += std::abs(one[i] - other[i]);
  return sum / static_cast<double>(one.size());
}

std::uint8_t level(const Picture& picture, std::size_t x, std::size_t y) {
  return picture[y * side + x];
}

bool is_photo(const Canvas& canvas) {
  const auto seen = picture_from_upload(canvas.view());
  return seen && seen->kind == PictureKind::photo &&
         seen->pixels == picture_from_photo(canvas.view());
}

}  // namespace

TEST_CASE("Lines of any colour on plain ground are a drawing, as if drawn on the page",
          "[upload]") {
  struct Colours {
    const char* name;
    Colour4 ink, ground;
  };
  const Colours colours[] = {
      {"black on white", black, white},
      {"white on black", white, black},
      {"grey on white", grey(150), white},
      {"yellow on white", {255, 220, 0}, white},
      {"red on blue of the same lightness", {200, 60, 60}, {60, 90, 200}},
      {"black on nothing", black, clear},
      {"white on nothing", white, clear},
      {"blue on nothing", {40, 70, 200}, clear},
  };
  for (const Outline& outline : {shirt, bag}) {
    for (const float pen : {14.0f, 26.0f}) {
      const Plane<float> coverage = covered(outline, 336, 256, pen);
      for (const auto& [name, ink, ground] : colours) {
        CAPTURE(name, pen);
        const auto seen = picture_from_upload(painted(coverage, ink, ground).view());
        REQUIRE(seen);
        CHECK(seen->kind == PictureKind::drawing);
        CHECK(mean_difference(seen->pixels, from_page(coverage)) < 2);
        CHECK(level(seen->pixels, 14, 20) == 0);  // not filled
      }
    }
  }
}

TEST_CASE("Lines in a picture of another size are the same drawing", "[upload]") {
  const Picture expected = from_page(covered(shirt, 336, 256, 16));
  for (const auto& [edge, scale] : {std::pair{96, 0.3f}, {160, 0.4f}, {600, 2}, {1400, 3}}) {
    CAPTURE(edge);
    const auto coverage = covered(shirt, edge, 256 * scale, 16 * scale);
    const auto seen = picture_from_upload(painted(coverage, black, white).view());
    REQUIRE(seen);
    CHECK(seen->kind == PictureKind::drawing);
    CHECK(mean_difference(seen->pixels, expected) < 8);
  }
}

TEST_CASE("Thin lines are widened to what can be seen", "[upload]") {
  // Drawn by a pen that is a pixel wide in the picture, or somewhat more.
  const Picture expected = from_page(covered(shirt, 336, 256, 11));
  for (const float pen : {1.0f, 2.0f, 4.0f, 7.0f}) {
    CAPTURE(pen);
    const auto coverage = covered(shirt, 336, 256, pen);
    for (const Colour4 ground : {white, clear}) {
      const auto seen = picture_from_upload(painted(coverage, black, ground).view());
      REQUIRE(seen);
      CHECK(seen->kind == PictureKind::drawing);
      CHECK(mean_difference(seen->pixels, expected) < 10);
      CHECK(*std::max_element(seen->pixels.begin(), seen->pixels.end()) > 220);
      CHECK(level(seen->pixels, 14, 20) == 0);
    }
  }
}

TEST_CASE("A sketch on paper is a drawing in whatever light", "[upload]") {
  const auto even = [](float, float) { return 0.9f; };
  const auto slope = [](float u, float v) { return 0.5f + 0.25f * u + 0.25f * v; };
  const auto corners = [](float u, float v) {
    return 1 - 0.9f * ((u - 0.5f) * (u - 0.5f) + (v - 0.5f) * (v - 0.5f));
  };
  const auto shadow = [](float u, float v) {
    return 0.95f - 0.35f / (1 + std::exp(-20 * (u + v - 1)));
  };
  const Colour4 papers[] = {{250, 248, 240}, {240, 225, 190}, {170, 200, 225}};
  for (const float pen : {5.0f, 12.0f, 22.0f}) {
    const Plane<float> coverage = covered(bag, 400, 260, pen);
    // A thin pen's lines are widened.
    const Picture expected = from_page(covered(bag, 400, 260, std::max(pen, 11.0f)));
    for (const float darkness : {0.35f, 0.9f}) {
      for (const Colour4 paper : papers) {
        CAPTURE(pen, darkness, int(paper.blue));
        for (const Canvas& canvas : {photographed(coverage, paper, darkness, even),
                                     photographed(coverage, paper, darkness, slope),
                                     photographed(coverage, paper, darkness, corners),
                                     photographed(coverage, paper, darkness, shadow)}) {
          const auto seen = picture_from_upload(canvas.view());
          REQUIRE(seen);
          CHECK(seen->kind == PictureKind::drawing);
          CHECK(mean_difference(seen->pixels, expected) < 9);
          CHECK(level(seen->pixels, 14, 21) == 0);
        }
      }
    }
  }
}

TEST_CASE("Dust beside a sketch is left out", "[upload]") {
  const auto even = [](float, float) { return 0.9f; };
  const Plane<float> clean = covered(shirt, 400, 240, 14);
  Plane<float> dusty = clean;
  imaging::cover_line(dusty, std::vector<PenPoint>{{15, 380, 3}});
  const auto seen = picture_from_upload(photographed(dusty, grey(235), 0.8f, even).view());
  REQUIRE(seen);
  CHECK(seen->kind == PictureKind::drawing);
  CHECK(mean_difference(seen->pixels, from_page(clean)) < 6);
}

TEST_CASE("Filled shapes are photos, and seen as before", "[upload]") {
  for (const auto& [ink, ground] : {std::pair{black, white}, {white, black}, {grey(90), clear}}) {
    Canvas trousers(300, 300, ground);
    trousers.fill(90, 20, 120, 60, ink);
    trousers.fill(90, 80, 50, 200, ink);
    trousers.fill(160, 80, 50, 200, ink);
    CHECK(is_photo(trousers));

    // Trimmed to its edges: the shape covers more than the ground does.
    Canvas tight(300, 300, ground);
    tight.fill(0, 0, 300, 110, ink);
    tight.fill(60, 110, 180, 190, ink);
    CHECK(is_photo(tight));

    Canvas printed(300, 300, ground);
    printed.fill(70, 40, 160, 220, ink);
    if (ground.alpha) printed.fill(145, 40, 6, 220, ground);
    CHECK(is_photo(printed));
  }
}

TEST_CASE("Cloth, folds and stripes are photos", "[upload]") {
  std::mt19937 random(3);
  const auto noisy = [&](double level) {
    return grey(
        static_cast<int>(std::clamp(level + static_cast<double>(random() % 31) - 15, 0., 255.)));
  };
  Canvas folds(300, 400, black), shirt_on_sheet(300, 400, black), stripes(400, 400, black);
  for (std::size_t y = 0; y < 400; ++y) {
    for (std::size_t x = 0; x < 300; ++x) {
      folds.set(x, y, noisy(150 + 60 * std::sin(0.05 * x + 0.02 * y) + 30 * std::sin(0.13 * y)));
      const bool cloth = x > 60 && x < 240 && y > 80 && y < 330;
      shirt_on_sheet.set(x, y, noisy(cloth ? 120 + 20 * std::sin(0.1 * x) : 215));
    }
    for (std::size_t x = 0; x < 400; ++x) {
      const bool cloth = x > 80 && x < 320 && y > 60 && y < 350;
      stripes.set(x, y, noisy(!cloth ? 200 : y / 6 % 2 ? 40 : 190));
    }
  }
  CHECK(is_photo(folds));
  CHECK(is_photo(shirt_on_sheet));
  CHECK(is_photo(stripes));
}

TEST_CASE("The data set's own pictures are photos, small or enlarged", "[upload]") {
  // A sandal: thin straps of many levels.
  Canvas small(side, side, black), large(10 * side, 10 * side, black);
  for (std::size_t y = 10; y < 20; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      const bool strap = y == 19 || y == 18 || (x + y) % 7 == 0;
      if (!strap) continue;
      const Colour4 tone = grey(static_cast<int>(60 + (37 * x + 61 * y) % 190));
      small.set(x, y, tone);
      large.fill(10 * x, 10 * y, 10, 10, tone);
    }
  }
  CHECK(is_photo(small));
  CHECK(is_photo(large));
}

TEST_CASE("An upload without anything in it is empty, one without pixels is refused", "[upload]") {
  CHECK_FALSE(picture_from_upload(Canvas(300, 300, white).view()));
  CHECK_FALSE(picture_from_upload(Canvas(300, 300, clear).view()));
  CHECK_FALSE(picture_from_upload(Canvas(1, 4000, black).view()));
  CHECK_THROWS_AS(picture_from_upload({nullptr, 5, 5}), Error);
  const std::uint8_t pixel[4] = {};
  CHECK_THROWS_AS(picture_from_upload({pixel, 0, 5}), Error);
}

TEST_CASE("Uploads of random pixels do no harm", "[upload]") {
  std::mt19937 random(9);
  for (int round = 0; round < 40; ++round) {
    Canvas canvas(1 + random() % 200, 1 + random() % 200, white);
    const unsigned density = 1 + random() % 40;
    for (std::size_t i = 0; i < canvas.width() * canvas.height(); ++i) {
      if (random() % density) continue;
      const auto bits = random();
      const auto byte = [&](int shift) { return static_cast<std::uint8_t>(bits >> shift); };
      canvas.set(i % canvas.width(), i / canvas.width(), {byte(0), byte(8), byte(16), byte(24)});
    }
    const auto seen = picture_from_upload(canvas.view());
    if (!seen) continue;
    CHECK(std::any_of(seen->pixels.begin(), seen->pixels.end(), [](int b) { return b > 0; }));
  }
}
