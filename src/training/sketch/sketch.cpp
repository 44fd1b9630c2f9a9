#include "training/sketch/sketch.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "imaging/plane.h"
#include "training/garments.h"
#include "training/sampling.h"
#include "training/sketch/contours.h"
#include "training/sketch/hand.h"
#include "training/warp.h"

namespace fitting_room {
namespace {

using imaging::Mask;
using imaging::Plane;

/// Values of the field along each side: two thirds of a pixel apart, so that a contour is smooth.
constexpr std::size_t field_side = 56;
/// Smaller pieces and holes are noise, in pixels of the picture.
constexpr float least_piece = 21;

/// A garment, perhaps warped as photos are, finely enough to follow its edge.
class Field {
 public:
  Field(std::span<const float, image_pixels> image, std::size_t label, Draws& draws)
      : values_(field_side, field_side) {
    const bool warped = draws.chance(0.7f);
    // Half of the T-shirts have sleeves that stick out as only long ones do among the photos.
    const std::size_t sleeves = label == t_shirt && draws.chance(0.5f) ? pullover : label;
    const Warp warp(draws, sleeves, half_width(image));
    reach_ = warped ? 1.35f : 1.1f;
    for (std::size_t y = 0; y < field_side; ++y) {
      for (std::size_t x = 0; x < field_side; ++x) {
        const Point point{place(static_cast<float>(x)), place(static_cast<float>(y))};
        values_.at(x, y) = sample(image, warped ? warp.source(point) : point);
      }
    }
  }

  const Plane<float>& values() const { return values_; }
  /// From cells of the field to pixels of the picture.
  Line to_pixels(Line line) const {
    for (Vertex& vertex : line) vertex = {to_pixel(vertex.x), to_pixel(vertex.y)};
    return line;
  }
  /// Pixels of the picture that a cell takes, squared.
  float cell_area() const {
    const float cell = to_pixel(1) - to_pixel(0);
    return cell * cell;
  }
  float at(const Vertex& vertex) const {
    const auto index = [&](float pixel) {
      const float u = 2 * pixel / image_side - 1;
      const float cell = (u / reach_ + 1) * field_side / 2;
      return static_cast<std::size_t>(std::clamp(cell, 0.0f, field_side - 1.0f));
    };
    return values_.at(index(vertex.x), index(vertex.y));
  }

 private:
  float place(float cell) const { return ((2 * cell + 1) / field_side - 1) * reach_; }
  float to_pixel(float cell) const { return (place(cell) + 1) * image_side / 2; }

  Plane<float> values_;
  float reach_ = 1;
};

/// How carefully somebody draws: the same for all lines of a drawing.
class Strokes {
 public:
  explicit Strokes(Draws& draws)
      : draws_(draws),
        reach_(draws.below(4)),
        tolerance_(draws.log_uniform(0.17f, 1)),
        jitter_(draws.uniform(0, 0.37f)),
        round_(draws.chance(0.5f)) {}

  /// A line of the garment, as the hand draws it.
  void add(Line line) {
    constexpr float spacing = 0.35f;
    line = simplified(smoothed(resampled(line, spacing), reach_), tolerance_);
    const bool closed = is_closed(line);
    if (closed) line = begun_at(line, draws_.below(line.size()));
    for (Vertex& vertex : line) vertex = displaced(vertex, jitter_);
    // Hands often miss where they began.
    if (closed && draws_.chance(0.6f)) line.back() = line.front();
    if (round_) line = rounded(line);
    Vertex shift;
    for (Line& piece : cut(line, gaps(length(line)))) {
      for (Vertex& vertex : piece) vertex = {vertex.x + shift.x, vertex.y + shift.y};
      lines_.push_back(std::move(piece));
      shift = displaced({}, 0.22f);
    }
  }

  std::vector<Line> take() { return std::move(lines_); }

 private:
  Vertex displaced(const Vertex& vertex, float by) {
    const float x = by * draws_.normal(), y = by * draws_.normal();
    return {vertex.x + x, vertex.y + y};
  }

  std::vector<Gap> gaps(float whole) {
    constexpr float long_line = 17, very_long = 28;
    std::vector<Gap> gaps;
    if (whole > long_line && draws_.chance(0.6f)) {
      for (std::size_t left = draws_.below(5); left > 0; --left) {
        const float from = draws_.uniform(0, whole);
        gaps.push_back({from, from + draws_.uniform(0.14f, 1.4f)});
      }
    }
    if (whole > very_long && draws_.chance(0.06f)) {
      const float from = draws_.uniform(0, whole);
      gaps.push_back({from, from + draws_.uniform(2.3f, 0.2f * whole)});
    }
    return gaps;
  }

  Draws& draws_;
  std::size_t reach_;
  float tolerance_, jitter_;
  bool round_;
  std::vector<Line> lines_;
};

Plane<float> blurred(const Plane<float>& field) {
  const auto pass = [](const Plane<float>& from, std::size_t dx, std::size_t dy) {
    Plane<float> to = from;
    for (std::size_t y = dy; y + dy < from.height; ++y) {
      for (std::size_t x = dx; x + dx < from.width; ++x) {
        to.at(x, y) = (from.at(x - dx, y - dy) + 2 * from.at(x, y) + from.at(x + dx, y + dy)) / 4;
      }
    }
    return to;
  };
  return pass(pass(field, 1, 0), 0, 1);
}

/// What lies at least two cells within the garment.
Mask well_inside(const Plane<float>& field, float level) {
  Mask inside(field.width, field.height);
  std::transform(field.values.begin(), field.values.end(), inside.values.begin(),
                 [&](float value) { return value > level; });
  for (int pass = 0; pass < 2; ++pass) {
    const Mask before = inside;
    for (std::size_t y = 1; y + 1 < field.height; ++y) {
      for (std::size_t x = 1; x + 1 < field.width; ++x) {
        inside.at(x, y) = before.at(x, y) & before.at(x - 1, y) & before.at(x + 1, y) &
                          before.at(x, y - 1) & before.at(x, y + 1);
      }
    }
  }
  return inside;
}

/// Where a garment's opening, waistband and legs are looked for.
struct Frame {
  float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
};

/// What people add to what they see, by what they know of a garment.
class Additions {
 public:
  Additions(const Field& field, float level, const Frame& frame, Draws& draws)
      : field_(field), level_(level), frame_(frame), draws_(draws) {
    middle_ = (frame.left + frame.right) / 2 + draws.uniform(-0.9f, 0.9f);
  }

  std::vector<Line> of(std::size_t label) {
    if ((label == coat && draws_.chance(0.6f)) || (label == shirt && draws_.chance(0.35f))) {
      add_opening();
    }
    if (label == trouser) {
      if (draws_.chance(0.4f)) add_waistband();
      if (draws_.chance(0.5f)) add_inseam();
    }
    return std::move(lines_);
  }

 private:
  bool inside(float x, float y) const { return field_.at({x, y}) > level_; }

  void add_opening() {
    constexpr float step = 0.3f, least = 6;
    float top = frame_.top, bottom = frame_.bottom;
    while (top < bottom && !inside(middle_, top)) top += step;
    while (bottom > top && !inside(middle_, bottom)) bottom -= step;
    const float height = bottom - top;
    if (height < least) return;
    const float slant = draws_.uniform(-0.9f, 0.9f);
    if (draws_.chance(0.8f)) lines_.push_back({{middle_, top}, {middle_ + slant, bottom}});
    if (draws_.chance(0.3f)) {
      const float placket = draws_.uniform(1.2f, 4);
      lines_.push_back({{middle_ + placket, top}, {middle_ + placket + slant, bottom}});
    }
    if (draws_.chance(0.4f)) {
      const auto count = 2 + draws_.below(4);
      const float x = middle_ + draws_.uniform(0.9f, 2.3f);
      for (std::uint32_t i = 1; i <= count; ++i) {
        const float y = top + height * static_cast<float>(i) / static_cast<float>(count + 1);
        lines_.push_back({{x, y}, {x + draws_.uniform(0, 0.45f), y + draws_.uniform(0, 0.45f)}});
      }
    }
    if (draws_.chance(0.3f)) {
      const float depth = draws_.uniform(2.3f, 7.2f), half = draws_.uniform(1.7f, 4.6f);
      lines_.push_back({{middle_ - half, top}, {middle_, top + depth}, {middle_ + half, top}});
    }
  }

  void add_waistband() {
    constexpr float step = 0.3f, least = 2.3f;
    const float y = frame_.top + draws_.uniform(1.4f, 4);
    float left = frame_.left, right = frame_.right;
    while (left < middle_ && !inside(left, y)) left += step;
    while (right > middle_ && !inside(right, y)) right -= step;
    if (right - left > least)
      lines_.push_back({{left, y}, {right, y + draws_.uniform(-0.6f, 0.6f)}});
  }

  void add_inseam() {
    const float crotch = frame_.top + (frame_.bottom - frame_.top) * draws_.uniform(0.2f, 0.45f);
    lines_.push_back({{middle_, crotch}, {middle_, frame_.bottom}});
  }

  const Field& field_;
  float level_;
  Frame frame_;
  Draws& draws_;
  float middle_;
  std::vector<Line> lines_;
};

/// Legs as people draw them, further apart towards the feet than those of trousers that hang.
void spread_legs(std::vector<Line>& lines, const Frame& frame, Draws& draws) {
  if (!draws.chance(0.5f)) return;
  constexpr float leg = 1.1f;
  const float spread = draws.uniform(0, 0.3f), middle = (frame.left + frame.right) / 2;
  for (Line& line : lines) {
    for (Vertex& vertex : line) {
      vertex.x +=
          spread * std::tanh((vertex.x - middle) / leg) * std::max(0.0f, vertex.y - frame.top);
    }
  }
}

}  // namespace

std::vector<Line> sketched_lines(std::span<const float, image_pixels> image, std::size_t label,
                                 Draws& draws) {
  const Field field(image, label, draws);
  const float level = draws.uniform(0.05f, 0.2f);
  const float least_hole = draws.chance(0.5f) ? 10.0f : 42.0f;
  Strokes strokes(draws);
  Frame frame;
  for (const Line& outline : contours(field.values(), level)) {
    const float enclosed = area(outline) * field.cell_area();
    if (enclosed < least_piece && -enclosed < least_hole) continue;
    const Line line = field.to_pixels(outline);
    for (const auto& [x, y] : line) {
      frame = {std::min(frame.left, x), std::max(frame.right, x), std::min(frame.top, y),
               std::max(frame.bottom, y)};
    }
    strokes.add(line);
  }
  if (frame.left > frame.right) return {};
  if (draws.chance(0.5f)) {
    constexpr std::size_t shortest = 5;
    const float least = draws.uniform(0.22f, 0.55f);
    std::size_t most = 1 + draws.below(7);
    for (const Line& ridge :
         ridges_of_gradient(blurred(field.values()), well_inside(field.values(), level), least)) {
      if (ridge.size() < shortest || most-- == 0) break;
      strokes.add(field.to_pixels(ridge));
    }
  }
  std::vector<Line> lines = strokes.take();
  std::ranges::move(Additions(field, level, frame, draws).of(label), std::back_inserter(lines));
  if (label == trouser) spread_legs(lines, frame, draws);
  return lines;
}

std::optional<Picture> sketch(std::span<const float, image_pixels> image, std::size_t label,
                              Draws& draws) {
  Hand hand;
  if (is_top(label) || label == dress) hand.stretch_most = 0.25f;
  if (label == trouser) hand.stretch_most = 0.4f;
  if (hand.stretch_most > 0) hand.stretch_least = -0.08f;
  return drawn_by_hand(sketched_lines(image, label, draws), hand, draws);
}

}  // namespace fitting_room
