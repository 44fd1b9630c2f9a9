#include "training/sketch/hand.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

#include "imaging/centred.h"
#include "imaging/pen.h"
#include "imaging/plane.h"
#include "imaging/regions.h"

namespace fitting_room {
namespace {

using imaging::PenPoint;
using imaging::Plane;

constexpr float pi = std::numbers::pi_v<float>;
constexpr float degree = pi / 180;
/// Pixels of the canvas for one of the picture: as few as show no steps.
constexpr float fineness = 3;
constexpr float drawing_size = image_side * fineness;
/// The widest pen, the waves and the rounding of the drawing's size have to fit around it.
constexpr float margin = 16;
constexpr auto canvas_side = static_cast<std::size_t>(drawing_size + 2 * margin);

struct Bounds {
  float left = std::numeric_limits<float>::max(), right = std::numeric_limits<float>::lowest();
  float top = left, bottom = right;

  void add(const Vertex& vertex) {
    left = std::min(left, vertex.x);
    right = std::max(right, vertex.x);
    top = std::min(top, vertex.y);
    bottom = std::max(bottom, vertex.y);
  }
};

template <typename Change>
void for_each_vertex(std::vector<Line>& lines, const Change& change) {
  for (Line& line : lines) {
    for (Vertex& vertex : line) change(vertex);
  }
}

void tilt(std::vector<Line>& lines, const Hand& hand, Draws& draws) {
  const float angle = draws.uniform(-10, 10) * degree;
  const float shear = draws.uniform(-0.1f, 0.1f);
  const float uneven = 0.12f * draws.normal();
  const float stretch = std::exp(uneven + draws.uniform(hand.stretch_least, hand.stretch_most));
  const float mirror = draws.chance(0.5f) ? -1.0f : 1.0f;
  const float cosine = std::cos(angle), sine = std::sin(angle);
  for_each_vertex(lines, [&](Vertex& vertex) {
    const float x = mirror * vertex.x + shear * vertex.y, y = vertex.y;
    vertex = {(cosine * x - sine * y) * stretch, (sine * x + cosine * y) / stretch};
  });
}

void scale_to_canvas(std::vector<Line>& lines) {
  Bounds bounds;
  for_each_vertex(lines, [&](Vertex& vertex) { bounds.add(vertex); });
  const float size = std::max({bounds.right - bounds.left, bounds.bottom - bounds.top, 1e-3f});
  const float scale = drawing_size / size;
  const float x = canvas_side / 2.0f - scale * (bounds.left + bounds.right) / 2;
  const float y = canvas_side / 2.0f - scale * (bounds.top + bounds.bottom) / 2;
  for_each_vertex(lines,
                  [&](Vertex& vertex) { vertex = {scale * vertex.x + x, scale * vertex.y + y}; });
}

/// One of the waves that an unsteady hand makes.
struct Wave {
  explicit Wave(Draws& draws) {
    constexpr float slowest = 0.004f, fastest = 0.033f;  // oscillations in a canvas pixel
    across = 2 * pi * draws.uniform(slowest, fastest);
    down = 2 * pi * draws.uniform(slowest, fastest);
    if (draws.chance(0.5f)) down = -down;
    phase = draws.uniform(0, 2 * pi);
  }
  float at(const Vertex& vertex) const {
    return std::sin(across * vertex.x + down * vertex.y + phase);
  }
  float across, down, phase;
};

void bend(std::vector<Line>& lines, Draws& draws) {
  const float strength = draws.uniform(0, 0.55f) * fineness;
  const Wave right(draws), right_again(draws), below(draws), below_again(draws);
  for_each_vertex(lines, [&](Vertex& vertex) {
    vertex = {vertex.x + strength * (right.at(vertex) + 0.5f * right_again.at(vertex)),
              vertex.y + strength * (below.at(vertex) + 0.5f * below_again.at(vertex))};
  });
}

/// What cannot be reached from outside without crossing a line becomes at least as light as this.
void fill(Plane<float>& canvas, float level) {
  constexpr float barrier = 0.4f;
  imaging::Mask closed(canvas.width, canvas.height);
  std::transform(canvas.values.begin(), canvas.values.end(), closed.values.begin(),
                 [&](float value) { return value > barrier; });
  imaging::fill_holes(closed);
  for (std::size_t i = 0; i < canvas.size(); ++i) {
    if (closed.values[i]) canvas.values[i] = std::max(canvas.values[i], level);
  }
}

}  // namespace

std::optional<Picture> drawn_by_hand(std::vector<Line> lines, const Hand& hand, Draws& draws) {
  if (lines.empty()) return std::nullopt;
  tilt(lines, hand, draws);
  scale_to_canvas(lines);
  bend(lines, draws);
  const float width = fineness * draws.log_uniform(0.7f, 3.5f);
  const float level = draws.chance(0.7f) ? 1.0f : draws.uniform(0.6f, 1);
  Plane<float> canvas(canvas_side, canvas_side);
  std::vector<PenPoint> points;
  for (const Line& line : lines) {
    points.clear();
    for (const Vertex& vertex : line) points.push_back({vertex.x, vertex.y, width});
    imaging::cover_line(canvas, points);
  }
  if (draws.chance(hand.fill_chance)) {
    fill(canvas, draws.chance(0.3f) ? 1.0f : draws.uniform(0.25f, 1));
  }
  for (float& value : canvas.values) value *= level;
  return imaging::centred_drawing(std::move(canvas));
}

}  // namespace fitting_room
