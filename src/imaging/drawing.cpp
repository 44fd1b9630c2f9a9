#include "imaging/drawing.h"

#include <algorithm>
#include <cmath>

#include "imaging/centred.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

using namespace imaging;

// Hours of drawing; a file that pretends more must not keep the engine busy.
constexpr std::size_t most_points = 100'000;
constexpr double longest = 1e6;  // of all strokes together, in pixels
// In pixels; a captured pointer leaves the canvas, but no screen is so large.
constexpr float farthest = 10'000, widest = 128;
// How far a curve may be from the lines that it is drawn with, in pixels: unseen.
constexpr float deviation = 0.05f;
// How far a level may be from that of the fill's point and still belong to its area.
constexpr float tolerance = 60 / 255.0f;

bool is_good(const PenPoint& point) {  // not a number compares false
  return std::abs(point.x) <= farthest && std::abs(point.y) <= farthest && point.width > 0 &&
         point.width <= widest;
}

void check(const Drawing& drawing) {
  std::size_t count = 0;
  double length = 0;
  for (const Mark& mark : drawing.marks) {
    count += mark.points.size();
    const bool enough =
        mark.kind == Mark::Kind::fill ? mark.points.size() == 1 : !mark.points.empty();
    if (!enough || !std::ranges::all_of(mark.points, is_good)) {
      throw Error("bad-image",
                  "A mark of this drawing has no points, or one that is no place near the canvas. "
                  "Undo it.");
    }
    for (std::size_t i = 1; i < mark.points.size(); ++i) {
      const PenPoint &a = mark.points[i - 1], &b = mark.points[i];
      length += std::hypot(b.x - a.x, b.y - a.y);
    }
  }
  if (count > most_points || length > longest) {
    throw Error(
        "bad-image",
        "This drawing has more strokes than can be looked at. Undo some, or begin another.");
  }
}

PenPoint middle(const PenPoint& a, const PenPoint& b) {
  return {(a.x + b.x) / 2, (a.y + b.y) / 2, (a.width + b.width) / 2};
}

// A quadratic Bézier curve as lines, without its first point.
void add_curve(std::vector<PenPoint>& line, const PenPoint& from, const PenPoint& control,
               const PenPoint& to) {
  const float bend_x = from.x - 2 * control.x + to.x, bend_y = from.y - 2 * control.y + to.y;
  const float bend = std::sqrt(bend_x * bend_x + bend_y * bend_y) / 4;
  const float pieces = std::max(1.0f, std::ceil(std::sqrt(bend / deviation)));
  for (float i = 1; i <= pieces; ++i) {
    const float t = i / pieces, a = (1 - t) * (1 - t), b = 2 * t * (1 - t), c = t * t;
    line.push_back({a * from.x + b * control.x + c * to.x, a * from.y + b * control.y + c * to.y,
                    from.width + t * (to.width - from.width)});
  }
}

// Pointer events are sparse, so a stroke is a curve from the middle of two points to the middle of
// the next two: no corners show, however fast the hand.
std::vector<PenPoint> smooth(const std::vector<PenPoint>& hand) {
  if (hand.size() < 3) return hand;
  PenPoint from = middle(hand[0], hand[1]);
  std::vector<PenPoint> line{hand.front(), from};
  for (std::size_t i = 1; i + 1 < hand.size(); ++i) {
    const PenPoint to = middle(hand[i], hand[i + 1]);
    add_curve(line, from, hand[i], to);
    from = to;
  }
  line.push_back(hand.back());
  return line;
}

// Calls `visit` with the pixels above, below and beside pixel i.
template <typename Visit>
void neighbours(const Plane<float>& plane, std::size_t i, const Visit& visit) {
  const std::size_t x = i % plane.width;
  if (x > 0) visit(i - 1);
  if (x + 1 < plane.width) visit(i + 1);
  if (i >= plane.width) visit(i - plane.width);
  if (i + plane.width < plane.size()) visit(i + plane.width);
}

std::size_t pixel_at(const PenPoint& point) {
  const auto inside = [](float at) {
    return static_cast<std::size_t>(std::clamp(at, 0.0f, drawing_side - 1.0f));
  };
  return inside(point.y) * drawing_side + inside(point.x);
}

// The edge of a stroke is a ramp of greys; the area goes one pixel into it, so that no dark seam is
// left.
Mask area_around(const Plane<float>& levels, std::size_t start) {
  const float level = levels.values[start];
  Mask alike(levels.width, levels.height);
  alike.values[start] = 1;
  std::vector<std::size_t> open{start};
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    neighbours(levels, i, [&](std::size_t j) {
      if (alike.values[j] || std::abs(levels.values[j] - level) > tolerance) return;
      alike.values[j] = 1;
      open.push_back(j);
    });
  }
  Mask area = alike;
  for (std::size_t i = 0; i < area.size(); ++i) {
    if (alike.values[i]) neighbours(levels, i, [&](std::size_t j) { area.values[j] = 1; });
  }
  return area;
}

void add(Plane<float>& levels, const Mark& mark) {
  const float level = mark.grey / 255.0f;
  if (mark.kind == Mark::Kind::stroke) return draw_line(levels, smooth(mark.points), level);
  const Mask area = area_around(levels, pixel_at(mark.points.front()));
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (area.values[i]) levels.values[i] = level;
  }
}

void lay(Plane<float>& levels, const std::optional<Picture>& base) {
  constexpr std::size_t scale = drawing_side / image_side;
  for (std::size_t y = 0; y < drawing_side; ++y) {
    for (std::size_t x = 0; x < drawing_side; ++x) {
      levels.at(x, y) = base ? (*base)[y / scale * image_side + x / scale] / 255.0f : 0.0f;
    }
  }
}

bool same(const PenPoint& a, const PenPoint& b) {
  return a.x == b.x && a.y == b.y && a.width == b.width;
}

bool same(const Mark& a, const Mark& b) {
  return a.kind == b.kind && a.grey == b.grey &&
         std::ranges::equal(a.points, b.points,
                            [](const PenPoint& p, const PenPoint& q) { return same(p, q); });
}

// Whether `drawing` begins with all that `start` has.
bool goes_on(const Drawing& drawing, const Drawing& start) {
  return drawing.base == start.base && drawing.marks.size() >= start.marks.size() &&
         std::equal(start.marks.begin(), start.marks.end(), drawing.marks.begin(),
                    [](const Mark& a, const Mark& b) { return same(a, b); });
}

}  // namespace

std::vector<Mark> unpack_marks(std::span<const float> numbers) {
  const auto bad = [] { return Error("bad-image", "These numbers are no drawing."); };
  // In float64: a float32 rounds the count of a very long row up.
  const auto whole = [&](double value, std::size_t most) {
    const auto limit = static_cast<double>(most);
    if (!(value >= 0 && value <= limit && value == std::floor(value))) throw bad();
    return static_cast<std::size_t>(value);
  };
  std::vector<Mark> marks;
  while (!numbers.empty()) {
    if (numbers.size() < 3) throw bad();
    Mark mark;
    mark.kind = whole(numbers[0], 1) == 0 ? Mark::Kind::stroke : Mark::Kind::fill;
    mark.grey = static_cast<std::uint8_t>(whole(numbers[1], 255));
    const std::size_t count = whole(numbers[2], (numbers.size() - 3) / 3);
    for (std::size_t i = 1; i <= count; ++i) {
      mark.points.push_back({numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]});
    }
    marks.push_back(std::move(mark));
    numbers = numbers.subspan(3 + 3 * count);
  }
  return marks;
}

void DrawingRenderer::settle(const Drawing& drawing) {
  check(drawing);
  const std::size_t count = drawing.marks.empty() ? 0 : drawing.marks.size() - 1;
  Drawing before{drawing.base, {drawing.marks.begin(), drawing.marks.begin() + count}};
  if (!goes_on(before, done_)) done_ = {before.base, {}};
  if (done_.marks.empty()) lay(settled_, before.base);
  for (std::size_t i = done_.marks.size(); i < count; ++i) add(settled_, before.marks[i]);
  done_ = std::move(before);
}

const Plane<float>& DrawingRenderer::render(const Drawing& drawing) {
  settle(drawing);
  rendered_ = settled_;
  if (!drawing.marks.empty()) add(rendered_, drawing.marks.back());
  return rendered_;
}

std::optional<Picture> DrawingRenderer::picture(const Drawing& drawing) {
  return centred_drawing(render(drawing));
}

Mask DrawingRenderer::fill_area(const Drawing& drawing) {
  if (drawing.marks.empty() || drawing.marks.back().kind != Mark::Kind::fill) {
    throw Error("bad-image", "The last mark of this drawing is no fill, so it has no area.");
  }
  settle(drawing);
  return area_around(settled_, pixel_at(drawing.marks.back().points.front()));
}

std::optional<Picture> picture_from_drawing(const Drawing& drawing) {
  return DrawingRenderer().picture(drawing);
}

}  // namespace fitting_room
