#include "imaging/pen.h"

#include <algorithm>
#include <cmath>

namespace fitting_room::imaging {
namespace {

/// The pixels first .. last-1 of a row or column that something from `low` to `high` can touch.
struct Range {
  std::size_t first = 0, last = 0;
};

Range touched(float low, float high, std::size_t size) {
  const auto most = static_cast<float>(size);
  // Not a number compares false: nothing is touched.
  if (!(low < most && high > 0)) return {};
  return {static_cast<std::size_t>(std::max(0.0f, std::floor(low))),
          static_cast<std::size_t>(std::min(most, std::ceil(high)))};
}

Range touched(float a, float b, float reach, std::size_t size) {
  return touched(std::min(a, b) - reach, std::max(a, b) + reach, size);
}

/// From one point to the next. The distance to the segment's nearest point tells the coverage: the
/// edge of a pen that is wide in pixels is nearly straight within one.
void cover_segment(Plane<float>& coverage, const PenPoint& from, const PenPoint& to) {
  const float reach = std::max(from.width, to.width) / 2 + 1;
  const Range columns = touched(from.x, to.x, reach, coverage.width);
  const Range rows = touched(from.y, to.y, reach, coverage.height);
  const float across = to.x - from.x, down = to.y - from.y;
  const float square = across * across + down * down;
  const float scale = square > 0 ? 1 / square : 0;
  const float radius = from.width / 2, growth = (to.width - from.width) / 2;
  for (std::size_t y = rows.first; y < rows.last; ++y) {
    const float dy = static_cast<float>(y) + 0.5f - from.y;
    float* row = coverage.values.data() + y * coverage.width;
    for (std::size_t x = columns.first; x < columns.last; ++x) {
      const float dx = static_cast<float>(x) + 0.5f - from.x;
      const float along = std::clamp((dx * across + dy * down) * scale, 0.0f, 1.0f);
      const float off_x = dx - along * across, off_y = dy - along * down;
      const float here = radius + along * growth;
      const float inside = here + 0.5f - std::sqrt(off_x * off_x + off_y * off_y);
      row[x] = std::max(row[x], std::clamp(inside, 0.0f, std::min(1.0f, 2 * here)));
    }
  }
}

}  // namespace

void cover_line(Plane<float>& coverage, std::span<const PenPoint> line) {
  if (line.size() == 1) cover_segment(coverage, line.front(), line.front());
  for (std::size_t i = 1; i < line.size(); ++i) cover_segment(coverage, line[i - 1], line[i]);
}

void draw_line(Plane<float>& plane, std::span<const PenPoint> line, float level) {
  // Its own coverage first: pieces of one line that overlap must not add up.
  Plane<float> coverage(plane.width, plane.height);
  cover_line(coverage, line);
  for (std::size_t i = 0; i < plane.size(); ++i) {
    plane.values[i] += coverage.values[i] * (level - plane.values[i]);
  }
}

}  // namespace fitting_room::imaging
