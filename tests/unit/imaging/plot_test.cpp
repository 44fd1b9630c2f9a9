// Plots of one picture, as notebooks show them, are read back as the picture that they show.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>

#include "canvas.h"
#include "imaging/picture.h"

using namespace fitting_room;
using namespace fitting_room::testing;

namespace {

constexpr int side = 28;

// A shirt with a print, a shaded body and a dark collar, lightest 255.
Picture shirt() {
  Picture picture{};
  for (int y = 0; y < side; ++y) {
    for (int x = 3; x < side - 3; ++x) {
      const bool sleeve = y < 11, body = x >= 8 && x < 20;
      if (!sleeve && !body) continue;
      const bool print = y >= 12 && y < 18 && x >= 11 && x < 17 && (x + y) % 3 > 0;
      const bool collar = y < 3 && std::abs(x - 13.5) < 4 - y;
      picture[y * side + x] = static_cast<std::uint8_t>(collar  ? 40
                                                        : print ? 255
                                                                : 110 + 3 * y + 2 * x);
    }
  }
  return picture;
}

using ColourMap = Colour4 (*)(double);

Colour4 grey_map(double value) { return grey(static_cast<int>(std::lround(255 * value))); }
Colour4 negative_map(double value) { return grey_map(1 - value); }

std::uint8_t srgb_byte(double linear) {
  const double within = std::clamp(linear, 0.0, 1.0);
  const double level =
      within <= 0.0031308 ? 12.92 * within : 1.055 * std::pow(within, 1 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(255 * level));
}

// A colour by lightness, chroma and hue in degrees (OKLab's inverse, by its author).
Colour4 from_oklab(double lightness, double chroma, double hue) {
  const double a = chroma * std::cos(hue * std::numbers::pi / 180);
  const double b = chroma * std::sin(hue * std::numbers::pi / 180);
  const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
  const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
  const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
  return {srgb_byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
          srgb_byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
          srgb_byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)};
}

// From dark purple through green to yellow, evenly lighter.
Colour4 green_map(double value) { return from_oklab(0.3 + 0.6 * value, 0.12, 310 - 200 * value); }
// From near black through red to light yellow.
Colour4 fire_map(double value) {
  return from_oklab(0.08 + 0.88 * value, 0.3 * value * (1 - value), -60 + 160 * value);
}
Colour4 green_map_reversed(double value) { return green_map(1 - value); }
Colour4 rainbow_map(double value) { return from_oklab(0.7, 0.12, 300 * value); }

// As MATLAB's makers drew it: each colour rises, stays and falls, blue first.
Colour4 jet_map(double value) {
  const auto level = [&](double middle) {
    return static_cast<std::uint8_t>(
        std::lround(255 * std::clamp(1.5 - std::abs(4 * value - middle), 0.0, 1.0)));
  };
  return {level(3), level(2), level(1)};
}

// As K. Moreland computes it ("Diverging Color Maps for Scientific Visualization", 2009): straight
// from blue to grey and from there to red, in CIE Lab's polar coordinates.
Colour4 coolwarm_map(double value) {
  const double share = std::abs(2 * value - 1);
  const double size = 88 - 8 * share, angle = 1.08 * share;
  const double hue = value < 0.5 ? -1.661 + 0.561 * share : 1.061 - 0.561 * share;
  const double y = (size * std::cos(angle) + 16) / 116;
  const double x = y + size * std::sin(angle) * std::cos(hue) / 500;
  const double z = y - size * std::sin(angle) * std::sin(hue) / 200;
  const auto cubed = [](double f) { return f > 6.0 / 29 ? f * f * f : (f - 4.0 / 29) * 108 / 841; };
  const double X = 0.9505 * cubed(x), Y = cubed(y), Z = 1.089 * cubed(z);
  return {srgb_byte(3.2406 * X - 1.5372 * Y - 0.4986 * Z),
          srgb_byte(-0.9689 * X + 1.8758 * Y + 0.0415 * Z),
          srgb_byte(0.0557 * X - 0.2040 * Y + 1.0570 * Z)};
}
Colour4 warm_half(double value) { return coolwarm_map(0.5 + value / 2); }

enum class Smoothing { none, linear, cubic };

// How much a cell counts at a distance, in cells, from its middle.
double weight(Smoothing smoothing, double distance) {
  const double d = std::abs(distance);
  if (smoothing == Smoothing::none) return d <= 0.5 ? 1 : 0;
  if (smoothing == Smoothing::linear) return std::max(0.0, 1 - d);
  if (d < 1) return (4 - 6 * d * d + 3 * d * d * d) / 6;  // the cubic B-spline
  return d < 2 ? std::pow(2 - d, 3) / 6 : 0;
}

// The picture's value 0..1 at a place in cells.
double value_at(const Picture& picture, double x, double y, Smoothing smoothing) {
  double sum = 0, weights = 0;
  const int column = static_cast<int>(x), row = static_cast<int>(y);
  for (int v = std::max(0, row - 3); v < std::min(side, row + 4); ++v) {
    for (int u = std::max(0, column - 3); u < std::min(side, column + 4); ++u) {
      const double w = weight(smoothing, x - u - 0.5) * weight(smoothing, y - v - 0.5);
      sum += w * picture[v * side + u];
      weights += w;
    }
  }
  return sum / weights / 255;
}

struct Figure {
  std::size_t edge = 308;  // of the square that shows the picture
  bool frame = true, ticks = true, title = true, bar = false;
  Smoothing smoothing = Smoothing::none;
};

// A plot with a margin: the picture in the colours of a map and whatever else `figure` says.
Canvas plotted(const Picture& picture, ColourMap map, const Figure& figure) {
  const std::size_t left = 47, top = 39, edge = figure.edge;
  Canvas canvas(left + edge + 93, top + edge + 31, white);
  const double cell = static_cast<double>(edge) / side;
  for (std::size_t y = 0; y < edge; ++y) {
    for (std::size_t x = 0; x < edge; ++x) {
      const double u = (static_cast<double>(x) + 0.5) / cell;
      const double v = (static_cast<double>(y) + 0.5) / cell;
      canvas.set(left + x, top + y, map(value_at(picture, u, v, figure.smoothing)));
    }
  }
  const auto frame = [&](std::size_t x, std::size_t y, std::size_t width, std::size_t height) {
    canvas.fill(x - 1, y - 1, width + 2, 1, black);
    canvas.fill(x - 1, y + height, width + 2, 1, black);
    canvas.fill(x - 1, y - 1, 1, height + 2, black);
    canvas.fill(x + width, y - 1, 1, height + 2, black);
  };
  if (figure.frame) frame(left, top, edge, edge);
  for (std::size_t i = 0; figure.ticks && i < 6; ++i) {
    const auto at = static_cast<std::size_t>((5 * static_cast<double>(i) + 0.5) * cell);
    canvas.fill(left - 5, top + at, 5, 1, black);
    canvas.fill(left + at, top + edge, 1, 5, black);
    canvas.fill(left - 18, top + at - 4, 2, 9, black);  // a number
    canvas.fill(left + at - 3, top + edge + 9, 2, 9, black);
    canvas.fill(left + at + 2, top + edge + 9, 4, 9, black);
  }
  for (std::size_t letter = 0; figure.title && letter < 9; ++letter) {
    canvas.fill(left + edge / 3 + 10 * letter, 13, 2, 12, black);
    canvas.fill(left + edge / 3 + 10 * letter, 18 + letter % 3, 6, 2, black);
  }
  if (figure.bar) {  // taller than the picture
    const std::size_t height = edge + 40, x = left + edge + 20;
    for (std::size_t y = 0; y < height; ++y) {
      canvas.fill(x, top - 20 + y, 16, 1, map(1 - static_cast<double>(y) / (height - 1)));
    }
    frame(x, top - 20, 16, height);
  }
  return canvas;
}

double mean_difference(const Picture& one, const Picture& other) {
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += std::abs(one[i] - other[i]);
  return sum / static_cast<double>(one.size());
}

double error_of(const Canvas& canvas, const Picture& picture) {
  const auto seen = picture_from_upload(canvas.view());
  REQUIRE(seen);
  CHECK(seen->kind == PictureKind::photo);
  return mean_difference(seen->pixels, picture);
}

bool is_seen_as_photo(const Canvas& canvas) {
  const auto seen = picture_from_upload(canvas.view());
  return seen && seen->kind == PictureKind::photo &&
         seen->pixels == picture_from_photo(canvas.view());
}

}  // namespace

TEST_CASE("A grey plot gives the picture that it shows, to the last level", "[plot]") {
  const Picture picture = shirt();
  CHECK(error_of(plotted(picture, grey_map, {}), picture) == 0);
  CHECK(error_of(plotted(picture, negative_map, {}), picture) == 0);
}

TEST_CASE("Plots are read with and without frame, axes, title and colour bar", "[plot]") {
  const Picture picture = shirt();
  for (const ColourMap map : {grey_map, negative_map, green_map}) {
    for (const bool bar : {false, true}) {
      for (const bool title : {false, true}) {
        for (const bool ticks : {false, true}) {
          CAPTURE(bar, title, ticks);
          CHECK(error_of(plotted(picture, map, {308, true, ticks, title, bar}), picture) < 6);
        }
        // A negative's white ground without a frame has no edge.
        if (map == negative_map) continue;
        CHECK(error_of(plotted(picture, map, {308, false, false, title, bar}), picture) < 6);
      }
    }
  }
}

TEST_CASE("Maps that grow evenly lighter or darker tell their values", "[plot]") {
  const Picture picture = shirt();
  for (const ColourMap map : {green_map, fire_map, green_map_reversed}) {
    CHECK(error_of(plotted(picture, map, {}), picture) < 8);
  }
}

TEST_CASE("Maps whose lightness does not tell the value are known by their colours", "[plot]") {
  const Picture picture = shirt();
  for (const bool bar : {false, true}) {
    CHECK(error_of(plotted(picture, jet_map, {308, true, true, true, bar}), picture) < 4);
    CHECK(error_of(plotted(picture, coolwarm_map, {308, true, true, true, bar}), picture) < 4);
  }
  const ColourMap reversed = [](double value) { return coolwarm_map(1 - value); };
  CHECK(error_of(plotted(picture, reversed, {}), picture) < 4);
}

TEST_CASE("The half of such a map is a map of its own", "[plot]") {
  CHECK(error_of(plotted(shirt(), warm_half, {}), shirt()) < 25);  // not quite even
}

TEST_CASE("Lines of a grid over the picture are seen past", "[plot]") {
  const Picture picture = shirt();
  for (const ColourMap map : {grey_map, green_map}) {
    for (const bool frame : {false, true}) {
      for (const int level : {255, 176}) {
        CAPTURE(frame, level);
        Canvas canvas = plotted(picture, map, {308, frame, true, true, false});
        for (std::size_t line = 0; line < 6; ++line) {
          canvas.fill(47 + 55 * line + 5, 39, 1, 308, grey(level));
          canvas.fill(47, 39 + 55 * line + 5, 308, 1, grey(level));
        }
        CHECK(error_of(canvas, picture) < 6);
      }
    }
  }
}

TEST_CASE("A plot that was cut to its axes has nothing but its frame on two sides", "[plot]") {
  const Picture picture = shirt();
  for (const ColourMap map : {grey_map, negative_map, green_map}) {
    const Canvas whole = plotted(picture, map, {308, true, true, false, false});
    const std::size_t width = 47 + 308 + 1, height = whole.height() - 38;
    Canvas cut(width, height, white);
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t x = 0; x < width; ++x) cut.set(x, y, whole.at(x, y + 38));
    }
    CHECK(error_of(cut, picture) < 2);
  }
}

TEST_CASE("Of several plots in one figure the first is read", "[plot]") {
  const Picture picture = shirt();
  Picture other = picture;
  std::reverse(other.begin(), other.end());
  const Figure figure{168, true, true, true, false};
  const Canvas first = plotted(picture, grey_map, figure),
               second = plotted(other, grey_map, figure);
  Canvas both(2 * first.width(), 2 * first.height(), white);
  for (std::size_t y = 0; y < both.height(); ++y) {
    for (std::size_t x = 0; x < both.width(); ++x) {
      const bool at_first = x < first.width() && y < first.height();
      both.set(x, y, (at_first ? first : second).at(x % first.width(), y % first.height()));
    }
  }
  CHECK(error_of(both, picture) < 6);
}

TEST_CASE("Of a page of small plots the first is read, though others are a pixel larger",
          "[plot]") {
  const Picture picture = shirt();
  Picture other = picture;
  std::reverse(other.begin(), other.end());
  constexpr std::size_t count = 5, pitch = 210, margin = 40;
  Canvas page(count * pitch, count * pitch, white);
  for (std::size_t i = 0; i < count * count; ++i) {
    const std::size_t left = i % count * pitch + margin, top = i / count * pitch + margin;
    const std::size_t edge = i % count == 0 ? 149 : 151;
    page.fill(left - 1, top - 1, edge + 2, edge + 2, black);
    for (std::size_t y = 0; y < edge; ++y) {
      for (std::size_t x = 0; x < edge; ++x) {
        const Picture& shown = i == 0 ? picture : other;
        page.set(left + x, top + y,
                 grey_map(shown[y * side / edge * side + x * side / edge] / 255.0));
      }
    }
  }
  CHECK(error_of(page, picture) < 12);
}

TEST_CASE("Small plots are read while each cell is seen by itself", "[plot]") {
  const Picture picture = shirt();
  for (const std::size_t edge : {60, 77, 84, 112}) {
    CAPTURE(edge);
    CHECK(error_of(plotted(picture, grey_map, {edge, false, false, false, false}), picture) < 12);
  }
}

TEST_CASE("Smoothed plots are read, at any size", "[plot]") {
  const Picture picture = shirt();
  for (const std::size_t edge : {168, 217, 308, 462, 900}) {
    for (const Smoothing smoothing : {Smoothing::none, Smoothing::linear, Smoothing::cubic}) {
      CAPTURE(edge, static_cast<int>(smoothing));
      Figure figure;
      figure.edge = edge;
      figure.smoothing = smoothing;
      CHECK(error_of(plotted(picture, grey_map, figure), picture) < 8);
      CHECK(error_of(plotted(picture, green_map, figure), picture) < 10);
    }
  }
}

TEST_CASE("A framed garment as dark as ink is a plot, an icon in a square frame is none",
          "[plot]") {
  Picture trousers{};
  for (int y = 0; y < side; ++y) {
    for (int x = 9; x < 19; ++x) {
      const bool slit = y > 6 && (x == 13 || x == 14);
      if (!slit) trousers[y * side + x] = static_cast<std::uint8_t>(225 + (x * y) % 31);
    }
  }
  CHECK(error_of(plotted(trousers, negative_map, {}), trousers) == 0);

  Canvas icon(300, 300, white);
  icon.fill(50, 50, 200, 200, black);
  icon.fill(62, 62, 176, 176, white);
  icon.fill(144, 100, 12, 100, black);
  icon.fill(100, 144, 100, 12, black);
  const auto seen = picture_from_upload(icon.view());
  REQUIRE(seen);
  CHECK(seen->kind == PictureKind::drawing);
}

TEST_CASE("A plot on nothing is read as if on white", "[plot]") {
  const Picture picture = shirt();
  Canvas canvas = plotted(picture, green_map, {});
  for (std::size_t y = 0; y < canvas.height(); ++y) {
    for (std::size_t x = 0; x < canvas.width(); ++x) {
      const Colour4 colour = canvas.at(x, y);
      if (colour.red == 255 && colour.green == 255 && colour.blue == 255) canvas.set(x, y, clear);
    }
  }
  CHECK(error_of(canvas, picture) < 6);
}

TEST_CASE("A plot that cannot be read is a photo, as before", "[plot]") {
  CHECK(is_seen_as_photo(plotted(shirt(), rainbow_map, {})));
  Picture noise;
  std::mt19937 random(2);
  for (std::uint8_t& level : noise) level = static_cast<std::uint8_t>(random());
  CHECK(is_seen_as_photo(plotted(noise, grey_map, {})));
  CHECK(is_seen_as_photo(plotted(Picture{}, grey_map, {})));
}

TEST_CASE("A plain enlarged picture is no plot", "[plot]") {
  const Picture picture = shirt();
  for (const ColourMap map : {grey_map, negative_map}) {
    Canvas canvas(10 * side, 10 * side, black);
    for (std::size_t y = 0; y < canvas.height(); ++y) {
      for (std::size_t x = 0; x < canvas.width(); ++x) {
        canvas.set(x, y, map(picture[y / 10 * side + x / 10] / 255.0));
      }
    }
    CHECK(is_seen_as_photo(canvas));
  }
}

TEST_CASE("Square things on plain ground are no plots", "[plot]") {
  Canvas cushion(300, 300, white), window(300, 300, white);
  cushion.fill(50, 50, 200, 200, {120, 40, 60});
  cushion.fill(100, 100, 100, 100, {220, 190, 90});
  for (std::size_t y = 0; y < 200; ++y) {
    for (std::size_t x = 0; x < 200; ++x) {
      window.set(50 + x, 50 + y, grey(static_cast<int>(60 + (x + 2 * y) % 150)));
    }
  }
  CHECK(is_seen_as_photo(cushion));
  CHECK(is_seen_as_photo(window));
}
