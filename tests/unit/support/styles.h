#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "imaging/drawing.h"
#include "support/numbers.h"

/// Garments drawn in manners that nobody has shown to the ready-made model, each time by another
/// hand.
namespace fitting_room::test {

inline constexpr float side = drawing_side;

struct Spot {
  float x = 0, y = 0;
};
using Outline = std::vector<Spot>;

inline const Outline t_shirt_outline = {{110, 60},  {140, 75},  {196, 75},  {226, 60},  {290, 110},
                                        {262, 150}, {235, 130}, {235, 290}, {101, 290}, {101, 130},
                                        {74, 150},  {46, 110},  {110, 60}};
inline const Outline bag_outline = {{110, 140}, {120, 80},  {168, 60},  {216, 80},
                                    {226, 140}, {276, 140}, {290, 290}, {46, 290},
                                    {60, 140},  {110, 140}, {226, 140}};
inline const Outline boot_outline = {{100, 50},  {180, 50}, {185, 170}, {270, 210},
                                     {280, 270}, {90, 270}, {100, 50}};
inline const Outline hat_outline = {{30, 230},  {100, 220}, {110, 110}, {168, 90}, {226, 110},
                                    {236, 220}, {306, 230}, {168, 255}, {30, 230}};

/// As another hand draws it: turned, stretched and shaken a little.
inline Outline redrawn(const Outline& outline, Numbers& numbers) {
  const auto shake = [&](double most) { return static_cast<float>(numbers.uniform(-most, most)); };
  const float angle = shake(0.12), wide = 1 + shake(0.12), high = 1 + shake(0.12);
  constexpr float middle = side / 2;
  Outline drawn;
  for (const auto& [x, y] : outline) {
    const float u = (x - middle) * wide + shake(7), v = (y - middle) * high + shake(7);
    drawn.push_back({middle + std::cos(angle) * u - std::sin(angle) * v,
                     middle + std::sin(angle) * u + std::cos(angle) * v});
  }
  return drawn;
}

/// Places on an outline that are so far apart.
inline Outline walked(const Outline& outline, float apart) {
  Outline places;
  float left = 0;
  for (std::size_t i = 1; i < outline.size(); ++i) {
    const Spot& from = outline[i - 1];
    const float u = outline[i].x - from.x, v = outline[i].y - from.y, length = std::hypot(u, v);
    float at = left;
    for (; at < length; at += apart) {
      places.push_back({from.x + u * at / length, from.y + v * at / length});
    }
    left = at - length;
  }
  return places;
}

inline bool encloses(const Outline& outline, const Spot& spot) {
  bool inside = false;
  for (std::size_t i = 1; i < outline.size(); ++i) {
    const Spot &a = outline[i - 1], &b = outline[i];
    if ((a.y > spot.y) == (b.y > spot.y)) continue;
    if (spot.x < b.x + (a.x - b.x) * (spot.y - b.y) / (a.y - b.y)) inside = !inside;
  }
  return inside;
}

inline Mark line_through(const Outline& places, float width) {
  Mark mark{Mark::Kind::stroke, 217, {}};
  for (const auto& [x, y] : places) mark.points.push_back({x, y, width});
  return mark;
}

/// A line.
inline std::vector<Mark> plainly(const Outline& outline) { return {line_through(outline, 14)}; }

/// Dots in place of a line.
inline std::vector<Mark> in_dots(const Outline& outline) {
  std::vector<Mark> marks;
  for (const Spot& spot : walked(outline, 42)) marks.push_back(line_through({spot}, 20));
  return marks;
}

/// A thick line that goes to and fro.
inline std::vector<Mark> in_zigzag(const Outline& outline) {
  const Outline places = walked(outline, 16);
  Outline line;
  for (std::size_t i = 1; i + 1 < places.size(); ++i) {
    const float u = places[i + 1].x - places[i - 1].x, v = places[i + 1].y - places[i - 1].y;
    const float aside = (i % 2 == 0 ? 15 : -15) / std::hypot(u, v);
    line.push_back({places[i].x - aside * v, places[i].y + aside * u});
  }
  return {line_through(line, 14)};
}

/// Slanting lines that end at the outline, which is not drawn itself.
inline std::vector<Mark> hatched(const Outline& outline) {
  std::vector<Mark> marks;
  for (float below = -side; below < side; below += 34) {
    Outline within;
    for (float x = 0; x < side; x += 3) {
      if (encloses(outline, {x, x + below})) within.push_back({x, x + below});
    }
    if (within.size() > 1) marks.push_back(line_through({within.front(), within.back()}, 12));
  }
  return marks;
}

}  // namespace fitting_room::test
