// Drawings as marks: what they look like, against geometry, and what is refused.
#include <algorithm>
#include <bit>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "imaging/drawing.h"
#include "tensor/error.h"

using namespace fitting_room;
using namespace fitting_room::imaging;
using Catch::Approx;

namespace {

using Points = std::vector<PenPoint>;
constexpr double pi = std::numbers::pi;

Mark stroke(std::uint8_t grey, Points points) {
  return {Mark::Kind::stroke, grey, std::move(points)};
}

Mark fill(std::uint8_t grey, float x, float y) { return {Mark::Kind::fill, grey, {{x, y, 1}}}; }

Drawing drawing(std::vector<Mark> marks) { return {std::nullopt, std::move(marks)}; }

Plane<float> render(const Drawing& some) { return DrawingRenderer().render(some); }

/// The grey level of a pixel, 0..255.
int grey_at(const Plane<float>& levels, std::size_t x, std::size_t y) {
  return static_cast<int>(std::lround(255 * levels.at(x, y)));
}

double sum(const Plane<float>& levels) {
  return std::accumulate(levels.values.begin(), levels.values.end(), 0.0);
}

/// A closed line around the middle, 10 wide: from 100 to 236 both ways.
Mark box(std::uint8_t grey) {
  return stroke(grey, {{100, 100, 10},
                       {100, 100, 10},
                       {236, 100, 10},
                       {236, 100, 10},
                       {236, 236, 10},
                       {236, 236, 10},
                       {100, 236, 10},
                       {100, 236, 10},
                       {100, 100, 10}});
}

/// What is refused, in words; empty when nothing is.
std::string refusal(const Drawing& some) {
  try {
    render(some);
  } catch (const Error& error) {
    CHECK(error.code() == "bad-image");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("Nothing drawn is black, and no picture", "[drawing]") {
  CHECK(sum(render({})) == 0);
  CHECK_FALSE(picture_from_drawing(Drawing{}));
  CHECK_FALSE(
      picture_from_drawing(drawing({stroke(255, {{50, 50, 9}}), stroke(0, {{50, 50, 12}})})));
}

TEST_CASE("A straight stroke covers its length times its width and a disc, in its grey",
          "[drawing]") {
  const float dx = GENERATE(0.0f, 3.0f, -40.0f), width = GENERATE(4.0f, 26.0f, 72.0f);
  const auto grey = static_cast<std::uint8_t>(GENERATE(60, 255));
  const Plane<float> levels =
      render(drawing({stroke(grey, {{160, 60, width}, {160 + dx, 250, width}})}));
  const double area = std::hypot(dx, 190) * width + pi * width * width / 4;
  CHECK(sum(levels) == Approx(area * grey / 255).epsilon(0.005));
  CHECK(grey_at(levels, 160 + static_cast<std::size_t>(dx / 2 + 64) - 64, 155) == grey);
  CHECK(grey_at(levels, 20, 155) == 0);
}

TEST_CASE("A single point is a dot, and one that moved nowhere too", "[drawing]") {
  const double disc = pi * 20 * 20;
  CHECK(sum(render(drawing({stroke(255, {{168, 168, 40}})}))) == Approx(disc).epsilon(0.005));
  const PenPoint point{168, 168, 40};
  CHECK(sum(render(drawing({stroke(255, {point, point, point})}))) == Approx(disc).epsilon(0.005));
}

TEST_CASE("Sparse points are joined by a smooth curve", "[drawing]") {
  // A circle given by 12 points. The curve touches its chords in their middles and lies between the
  // inscribed polygon's edges and its corners.
  const float radius = 100, width = 8;
  Points points;
  for (int i = 0; i <= 12; ++i) {
    const double angle = 2 * pi * i / 12;
    points.push_back({static_cast<float>(168 + radius * std::cos(angle)),
                      static_cast<float>(168 + radius * std::sin(angle)), width});
  }
  const Plane<float> levels = render(drawing({stroke(255, points)}));
  const double inner = radius * std::cos(pi / 12);
  for (int degree = 20; degree < 340; ++degree) {  // the ends of the line are straight
    const double angle = degree * pi / 180;
    double weight = 0, weighted = 0;
    for (double r = 80; r < 120; r += 0.25) {
      const double level = levels.at(static_cast<std::size_t>(168 + r * std::cos(angle)),
                                     static_cast<std::size_t>(168 + r * std::sin(angle)));
      weight += level;
      weighted += r * level;
    }
    CAPTURE(degree);
    CHECK(weight / 4 == Approx(width).margin(0.8));
    CHECK(weighted / weight > inner - 0.8);
    CHECK(weighted / weight < (inner + radius) / 2 + 0.8);
  }
}

TEST_CASE("A curve is as wide as its points say, and changes evenly", "[drawing]") {
  const Plane<float> levels = render(
      drawing({stroke(255, {{40, 168, 10}, {120, 168, 10}, {200, 168, 50}, {280, 168, 50}})}));
  const auto thickness = [&](std::size_t x) {
    double total = 0;
    for (std::size_t y = 0; y < drawing_side; ++y) total += levels.at(x, y);
    return total;
  };
  CHECK(thickness(60) == Approx(10).margin(0.5));
  CHECK(thickness(160) == Approx(30).margin(1.5));
  CHECK(thickness(260) == Approx(50).margin(0.5));
  for (std::size_t x = 60; x < 260; ++x) CHECK(thickness(x) <= thickness(x + 1) + 0.01);
}

TEST_CASE("Later marks lie over earlier ones, and black takes away", "[drawing]") {
  const Mark across = stroke(200, {{20, 168, 30}, {316, 168, 30}});
  const Mark down = stroke(90, {{168, 20, 30}, {168, 316, 30}});
  CHECK(grey_at(render(drawing({across, down})), 168, 168) == 90);
  CHECK(grey_at(render(drawing({down, across})), 168, 168) == 200);
  const Mark eraser = stroke(0, {{168, 20, 30}, {168, 316, 30}});
  const Plane<float> erased = render(drawing({across, eraser}));
  CHECK(grey_at(erased, 168, 168) == 0);
  CHECK(grey_at(erased, 60, 168) == 200);
  CHECK(grey_at(render(drawing({eraser, across})), 168, 168) == 200);
}

TEST_CASE("A fill floods up to the line and leaves no seam", "[drawing]") {
  const Plane<float> inside = render(drawing({box(200), fill(200, 168, 168)}));
  for (std::size_t x = 98; x < 238; ++x) {
    CAPTURE(x);
    CHECK(grey_at(inside, x, 168) == 200);
  }
  CHECK(grey_at(inside, 90, 168) == 0);
  CHECK(grey_at(inside, 5, 5) == 0);
  const Plane<float> outside = render(drawing({box(200), fill(120, 5, 5)}));
  CHECK(grey_at(outside, 335, 335) == 120);
  CHECK(grey_at(outside, 168, 168) == 0);
  CHECK(grey_at(outside, 100, 168) == 200);
  const Plane<float> line = render(drawing({box(200), fill(90, 100, 168)}));
  CHECK(grey_at(line, 168, 100) == 90);
  CHECK(grey_at(line, 168, 168) == 0);
}

TEST_CASE("An open line holds no fill back", "[drawing]") {
  const Mark open = stroke(200, {{100, 20, 10}, {100, 300, 10}});
  const Plane<float> levels = render(drawing({open, fill(120, 50, 168)}));
  CHECK(grey_at(levels, 300, 168) == 120);
}

TEST_CASE("A fill's area is what it changes, and takes no part in the drawing", "[drawing]") {
  DrawingRenderer renderer;
  const Drawing filled = drawing({box(200), fill(90, 168, 168)});
  const Mask area = renderer.fill_area(filled);
  const Plane<float> before = render(drawing({box(200)})), after = renderer.render(filled);
  for (std::size_t i = 0; i < area.size(); ++i) {
    REQUIRE(after.values[i] == (area.values[i] ? 90 / 255.0f : before.values[i]));
  }
  const auto pixels = std::ranges::count(area.values, 1);
  CHECK(pixels == Approx(126 * 126 + 4 * 126).epsilon(0.01));  // and one pixel into the line's edge
  CHECK_THROWS_AS(renderer.fill_area(drawing({box(200)})), Error);
  CHECK_THROWS_AS(renderer.fill_area({}), Error);
}

TEST_CASE("A fill outside of the canvas begins at its edge", "[drawing]") {
  const Plane<float> levels = render(drawing({fill(77, -50, 900)}));
  CHECK(std::ranges::all_of(levels.values, [](float level) { return level == 77 / 255.0f; }));
}

TEST_CASE("Marks lie on a picture, whose pixels are squares of twelve", "[drawing]") {
  Picture base{};
  base[3 * 28 + 5] = 130;
  base[3 * 28 + 6] = 131;
  const Plane<float> levels = render({base, {stroke(255, {{66, 42, 4}})}});
  CHECK(grey_at(levels, 60, 36) == 130);
  CHECK(grey_at(levels, 71, 47) == 130);
  CHECK(grey_at(levels, 72, 47) == 131);
  CHECK(grey_at(levels, 59, 36) == 0);
  CHECK(grey_at(levels, 66, 42) == 255);
}

TEST_CASE("A drawing's picture is cut out as one in pixels is", "[drawing]") {
  const std::optional<Picture> picture =
      picture_from_drawing(drawing({stroke(180, {{100, 60, 60}, {100, 260, 60}})}));
  REQUIRE(picture);
  // 60 x 260 becomes 6 x 28, in the middle.
  CHECK((*picture)[14 * 28 + 13] == 180);
  CHECK((*picture)[14 * 28 + 14] == 180);
  CHECK((*picture)[14 * 28 + 9] == 0);
  CHECK((*picture)[14 * 28 + 18] == 0);
  CHECK((*picture)[14] > 0);
  CHECK((*picture)[27 * 28 + 14] > 0);
}

TEST_CASE("A renderer with a memory draws what one without draws", "[drawing]") {
  DrawingRenderer renderer;
  Drawing growing;
  const auto check_same = [&] { CHECK(renderer.render(growing).values == render(growing).values); };
  growing.marks.push_back(box(200));
  check_same();
  growing.marks.push_back(stroke(120, {{30, 30, 20}}));
  for (float x = 40; x < 200; x += 20) {  // a stroke that grows
    growing.marks.back().points.push_back({x, 60 + x / 2, 20});
    check_same();
  }
  growing.marks.push_back(fill(50, 200, 130));
  check_same();
  CHECK(renderer.picture(growing) == picture_from_drawing(growing));
  growing.marks.push_back(stroke(0, {{0, 0, 40}, {336, 336, 40}}));
  check_same();
  growing.marks.pop_back();  // Undo
  growing.marks.pop_back();
  check_same();
  growing.marks[0].grey = 90;  // another drawing
  check_same();
  growing.base = Picture{};
  growing.base->fill(70);
  check_same();
  growing.marks.clear();
  check_same();
}

TEST_CASE("A drawing is the same to the last bit on every machine", "[drawing]") {
  Drawing some{Picture{}, {}};
  for (std::size_t i = 0; i < 784; ++i) (*some.base)[i] = static_cast<std::uint8_t>(i * 7 % 90);
  for (int i = 0; i < 8; ++i) {
    Mark mark = stroke(static_cast<std::uint8_t>(31 * i), {});
    for (int j = 0; j < 9; ++j) {
      mark.points.push_back({static_cast<float>((i * 53 + j * 71) % 336) + 0.37f,
                             static_cast<float>((i * 97 + j * j * 29) % 336) + 0.11f,
                             5 + static_cast<float>((i * j) % 40)});
    }
    some.marks.push_back(mark);
    some.marks.push_back(
        fill(static_cast<std::uint8_t>(17 * i), 40.0f * static_cast<float>(i), 100));
  }
  std::uint32_t hash = 2166136261;  // FNV-1a
  for (const float level : render(some).values) {
    hash = (hash ^ std::bit_cast<std::uint32_t>(level)) * 16777619;
  }
  // As every build gives it, until drawings are meant to look different.
  CHECK(hash == 3'326'495'917);
}

TEST_CASE("What is no mark is refused in words, and the drawing before can go on", "[drawing]") {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinity = std::numeric_limits<float>::infinity();
  DrawingRenderer renderer;
  const Drawing good = drawing({box(200), stroke(100, {{20, 20, 5}})});
  renderer.render(good);
  for (const PenPoint& point : Points{{nan, 5, 5},
                                      {5, nan, 5},
                                      {5, 5, nan},
                                      {infinity, 5, 5},
                                      {5, -1e9f, 5},
                                      {5, 5, 0},
                                      {5, 5, -3},
                                      {5, 5, 1e6f}}) {
    CHECK_THAT(refusal(drawing({stroke(200, {{5, 5, 5}, point})})),
               Catch::Matchers::EndsWith("Undo it."));
    CHECK_THROWS_AS(renderer.render(drawing({box(200), stroke(200, {point})})), Error);
  }
  CHECK_THAT(refusal(drawing({stroke(200, {})})), Catch::Matchers::EndsWith("Undo it."));
  CHECK_THAT(refusal(drawing({fill(200, nan, 3)})), Catch::Matchers::EndsWith("Undo it."));
  CHECK_THAT(refusal(drawing({{Mark::Kind::fill, 9, {{1, 1, 1}, {2, 2, 1}}}})),
             Catch::Matchers::EndsWith("Undo it."));
  const Points many(60'000, {5, 5, 1});
  CHECK_THAT(refusal(drawing({stroke(9, many), stroke(9, many)})),
             Catch::Matchers::StartsWith("This drawing has more strokes"));
  Points far;
  for (int i = 0; i < 60; ++i) far.push_back({i % 2 ? 9'000.0f : -9'000.0f, 50, 5});
  CHECK_THAT(refusal(drawing({stroke(9, far)})),
             Catch::Matchers::StartsWith("This drawing has more strokes"));
  CHECK(renderer.render(good).values == render(good).values);
}

TEST_CASE("Marks come as one row of numbers", "[drawing]") {
  const std::vector<float> numbers{0, 217, 2, 10, 20.5f, 26, 11, 21, 27, 1, 0, 1, 168, 99, 1};
  const std::vector<Mark> marks = unpack_marks(numbers);
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].kind == Mark::Kind::stroke);
  CHECK(marks[0].grey == 217);
  REQUIRE(marks[0].points.size() == 2);
  CHECK(marks[0].points[0].y == 20.5f);
  CHECK(marks[0].points[1].width == 27);
  CHECK(marks[1].kind == Mark::Kind::fill);
  CHECK(marks[1].grey == 0);
  CHECK(marks[1].points[0].x == 168);
  CHECK(unpack_marks({}).empty());
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::vector<float>& bad : std::vector<std::vector<float>>{{0},
                                                                       {0, 5},
                                                                       {2, 5, 0},
                                                                       {0, 256, 0},
                                                                       {0, 0.5f, 0},
                                                                       {0, -1, 0},
                                                                       {0, 5, 1, 9, 9},
                                                                       {0, 5, 1e30f},
                                                                       {0, 5, nan},
                                                                       {nan, 5, 0},
                                                                       {0, 5, -1},
                                                                       {0, 5, 0.5f, 1, 2, 3}}) {
    CHECK_THROWS_AS(unpack_marks(bad), Error);
  }
}
