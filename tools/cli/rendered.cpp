#include "cli/rendered.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "imaging/centred.h"
#include "imaging/pen.h"
#include "imaging/plane.h"

namespace fitting_room::cli {
namespace {

using namespace imaging;

constexpr std::size_t canvas_side = 336;
constexpr float drawing_size = 256;
constexpr float page_grey = 0.85f;

/// How much of each pixel is covered.
Plane<float> coverage(const std::vector<Line>& lines, float pen) {
  float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
  for (const Line& line : lines) {
    for (const auto& [x, y] : line) {
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
  }
  const float scale = drawing_size / std::max({right - left, bottom - top, 1.0f});
  Plane<float> canvas(canvas_side, canvas_side);
  for (const Line& line : lines) {
    std::vector<PenPoint> points;
    for (const auto& [x, y] : line) {
      points.push_back({canvas_side / 2.0f + scale * (x - (left + right) / 2),
                        canvas_side / 2.0f + scale * (y - (top + bottom) / 2), pen});
    }
    cover_line(canvas, points);
  }
  return canvas;
}

}  // namespace

std::optional<Picture> rendered(const std::vector<Line>& lines, float pen) {
  Plane<float> canvas = coverage(lines, pen);
  for (float& value : canvas.values) value *= page_grey;
  return centred_drawing(std::move(canvas));
}

std::optional<Picture> rendered_as_upload(const std::vector<Line>& lines, float pen) {
  std::vector<std::uint8_t> rgba;
  for (const float covered : coverage(lines, pen).values) {
    const auto grey = static_cast<std::uint8_t>(std::lround(255 * (1 - covered)));
    rgba.insert(rgba.end(), {grey, grey, grey, 255});
  }
  const auto seen = picture_from_upload({rgba.data(), canvas_side, canvas_side});
  return seen ? std::optional(seen->pixels) : std::nullopt;
}

}  // namespace fitting_room::cli
