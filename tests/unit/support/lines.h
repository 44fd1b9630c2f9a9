#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "training/draws.h"
#include "training/sketch/lines.h"

/// Lines whose shape is known.
namespace fitting_room::test {

inline Draws draws_of(std::uint64_t seed, std::uint32_t sample = 0, std::uint32_t step = 0) {
  return Draws(Philox(seed, Purpose::sketch, sample, step));
}

/// A regular polygon that ends where it begins.
inline Line circle(const Vertex& middle, float radius, std::size_t corners = 180) {
  Line line;
  for (std::size_t i = 0; i < corners; ++i) {
    const float angle =
        2 * std::numbers::pi_v<float> * static_cast<float>(i) / static_cast<float>(corners);
    line.push_back({middle.x + radius * std::cos(angle), middle.y + radius * std::sin(angle)});
  }
  line.push_back(line.front());
  return line;
}

inline Line rectangle(float left, float top, float right, float bottom) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}};
}

/// From a place to the nearest of a line's places, in float64.
inline double distance_to(const Line& line, const Vertex& vertex) {
  double nearest = 1e9;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Vertex& from = line[i == 0 ? 0 : i - 1];
    const double across = double{line[i].x} - from.x, down = double{line[i].y} - from.y;
    const double dx = double{vertex.x} - from.x, dy = double{vertex.y} - from.y;
    const double square = across * across + down * down;
    const double along =
        square == 0 ? 0 : std::fmin(1, std::fmax(0, (dx * across + dy * down) / square));
    nearest = std::fmin(nearest, std::hypot(dx - along * across, dy - along * down));
  }
  return nearest;
}

}  // namespace fitting_room::test
