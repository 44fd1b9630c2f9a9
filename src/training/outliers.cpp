#include "training/outliers.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "training/sketch/hand.h"
#include "training/sketch/lines.h"

namespace fitting_room {
namespace {

constexpr float pi = std::numbers::pi_v<float>;

Vertex anywhere(Draws& draws) {
  const float x = draws.uniform(0, 1), y = draws.uniform(0, 1);
  return {x, y};
}

/// Through a few places anywhere.
Line jumping(Draws& draws) {
  Line line;
  for (std::size_t left = 3 + draws.below(10); left > 0; --left) line.push_back(anywhere(draws));
  return rounded(line);
}

/// Ever on, with turns by chance.
Line wandering(Draws& draws) {
  Line line{anywhere(draws)};
  float angle = draws.uniform(0, 2 * pi);
  const float bend = draws.uniform(0.1f, 1), step = draws.uniform(0.05f, 0.15f);
  for (std::size_t left = 10 + draws.below(40); left > 0; --left) {
    angle += bend * draws.normal();
    const auto& [x, y] = line.back();
    line.push_back({x + step * std::cos(angle), y + step * std::sin(angle)});
  }
  return rounded(line);
}

/// A part of an ellipse, or all of it.
Line arc(const Vertex& middle, float width, float height, float from, float to) {
  constexpr std::size_t pieces = 24;
  Line line;
  for (std::size_t i = 0; i <= pieces; ++i) {
    const float angle = from + (to - from) * static_cast<float>(i) / pieces;
    line.push_back({middle.x + width * std::cos(angle), middle.y + height * std::sin(angle)});
  }
  return line;
}

Line zigzag(Draws& draws) {
  Line line;
  const auto turns = 4 + draws.below(10);
  const float slant = draws.uniform(-0.3f, 0.3f);
  for (std::uint32_t i = 0; i <= turns; ++i) {
    const float along = static_cast<float>(i) / static_cast<float>(turns);
    const float across = i % 2 == 0 ? draws.uniform(0, 0.2f) : draws.uniform(0.6f, 1);
    line.push_back({along, across + slant * along});
  }
  return draws.chance(0.5f) ? rounded(line) : line;
}

/// Arcs and straight pieces, each beginning where the last one ended: what digits and letters are.
std::vector<Line> sign(Draws& draws) {
  std::vector<Line> lines;
  Vertex at{0.5f, 0};
  for (std::size_t left = 1 + draws.below(4); left > 0; --left) {
    if (draws.chance(0.6f)) {
      const float from = draws.uniform(0, 2 * pi);
      float sweep = draws.uniform(0.5f, 2) * pi;
      if (!draws.chance(0.5f)) sweep = -sweep;
      const float width = draws.uniform(0.15f, 0.4f), height = draws.uniform(0.15f, 0.4f);
      const Vertex middle{at.x - width * std::cos(from), at.y - height * std::sin(from)};
      lines.push_back(arc(middle, width, height, from, from + sweep));
    } else {
      const float x = draws.uniform(-0.6f, 0.6f), y = draws.uniform(-0.6f, 1);
      lines.push_back({at, {at.x + x, at.y + y}});
    }
    if (draws.chance(0.8f)) at = lines.back().back();
  }
  return lines;
}

/// A closed shape around a place.
Line shape(const Vertex& middle, float size, Draws& draws) {
  const float width = size * draws.uniform(0.5f, 1), height = size * draws.uniform(0.5f, 1);
  if (draws.chance(0.5f)) return arc(middle, width, height, 0, 2 * pi);
  const auto corners = 3 + draws.below(8);
  const bool star = corners >= 6 && draws.chance(0.5f);
  const float first = draws.uniform(0, 2 * pi), uneven = draws.uniform(0, 0.3f);
  Line line;
  for (std::uint32_t i = 0; i < corners; ++i) {
    const float angle = first + 2 * pi * static_cast<float>(i) / static_cast<float>(corners);
    const float reach = (star && i % 2 == 0 ? 0.45f : 1) * (1 + uneven * draws.normal());
    line.push_back(
        {middle.x + width * reach * std::cos(angle), middle.y + height * reach * std::sin(angle)});
  }
  line.push_back(line.front());
  return line;
}

std::vector<Line> shapes(Draws& draws) {
  std::vector<Line> lines{shape({0.5f, 0.5f}, 0.5f, draws)};
  for (std::size_t left = draws.below(5); left > 0; --left) {
    const float x = draws.uniform(0.2f, 0.8f), y = draws.uniform(0.2f, 0.8f);
    if (draws.chance(0.6f)) {
      lines.push_back(shape({x, y}, draws.uniform(0.04f, 0.2f), draws));
    } else {
      const float from = draws.uniform(0, 2 * pi);
      const float width = draws.uniform(0.1f, 0.3f), height = draws.uniform(0.03f, 0.2f);
      lines.push_back(arc({x, y}, width, height, from, from + draws.uniform(1, 4)));
    }
  }
  return lines;
}

}  // namespace

Picture scribble(Draws& draws) {
  std::vector<Line> lines;
  switch (draws.below(5)) {
    case 0:
      for (std::size_t left = 1 + draws.below(2); left > 0; --left) lines.push_back(jumping(draws));
      break;
    case 1:
      for (std::size_t left = 1 + draws.below(3); left > 0; --left) {
        lines.push_back(wandering(draws));
      }
      break;
    case 2: lines = sign(draws); break;
    case 3: lines = {zigzag(draws)}; break;
    default: lines = shapes(draws); break;
  }
  Hand hand;
  hand.fill_chance = 0.1f;
  hand.stretch_least = -0.2f;
  hand.stretch_most = 0.2f;
  return drawn_by_hand(std::move(lines), hand, draws).value_or(Picture{});
}

Picture noise(Draws& draws) {
  Picture picture{};
  constexpr std::size_t side = image_side;
  const std::size_t patch = draws.chance(0.6f) ? 1 : 2 + draws.below(8);
  const auto kind = draws.below(4);
  const float middle = draws.uniform(0.2f, 0.8f), spread = draws.uniform(0.1f, 0.4f);
  const float share = draws.uniform(0.05f, 0.5f);
  std::vector<float> grid(side * side);
  for (float& value : grid) {
    switch (kind) {
      case 0: value = draws.uniform(0, 1); break;
      case 1: value = middle + spread * draws.normal(); break;
      case 2: value = draws.chance(share) ? 1.0f : 0.0f; break;
      default: value = draws.chance(share) ? draws.uniform(0, 1) : middle; break;
    }
  }
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      const float value = std::clamp(grid[y / patch * side + x / patch], 0.0f, 1.0f);
      picture[y * side + x] = static_cast<std::uint8_t>(std::lround(255 * value));
    }
  }
  return picture;
}

}  // namespace fitting_room
