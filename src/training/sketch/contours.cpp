#include "training/sketch/contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace fitting_room {
namespace {

using imaging::Mask;
using imaging::Plane;

/// The edges of a cell, whose corners are four neighbouring values.
enum Edge : int { top, right, bottom, left, none };

/// Where a contour that comes in by an edge goes out of a cell, by which of its corners are high: 8
/// upper left, 4 upper right, 2 lower right, 1 lower left. The high ground stays on its right. The
/// two cells in which opposite corners are high hold two contours; here the high corners are apart.
constexpr Edge way_out[16][4] = {
    {none, none, none, none},   {none, none, none, bottom}, {none, none, right, none},
    {none, none, none, right},  {none, top, none, none},    {none, top, none, bottom},
    {none, none, top, none},    {none, none, none, top},    {left, none, none, none},
    {bottom, none, none, none}, {left, none, right, none},  {right, none, none, none},
    {none, left, none, none},   {none, bottom, none, none}, {none, none, left, none},
    {none, none, none, none},
};
/// The same for cells in which opposite corners are high and joined.
constexpr Edge joined_5[4] = {none, bottom, none, top};
constexpr Edge joined_10[4] = {right, none, left, none};

/// A field with a border of low values around it. Cell (x, y) has the field's values
/// (x - 1, y - 1) and (x, y) as corners.
class Cells {
 public:
  Cells(const Plane<float>& field, float level)
      : above_(field.width + 2, field.height + 2, -level),
        high_(field.width + 1, field.height + 1) {
    for (std::size_t y = 0; y < field.height; ++y) {
      for (std::size_t x = 0; x < field.width; ++x) {
        above_.at(x + 1, y + 1) = field.at(x, y) - level;
      }
    }
    for (std::size_t y = 0; y < rows(); ++y) {
      for (std::size_t x = 0; x < columns(); ++x) {
        const int high = 8 * (value(x, y) > 0) + 4 * (value(x + 1, y) > 0) +
                         2 * (value(x + 1, y + 1) > 0) + (value(x, y + 1) > 0);
        high_.at(x, y) = static_cast<unsigned char>(high);
      }
    }
  }

  std::size_t columns() const { return high_.width; }
  std::size_t rows() const { return high_.height; }

  /// Whether a contour passes through a cell.
  bool is_crossed(std::size_t x, std::size_t y) const {
    return high_.at(x, y) != 0 && high_.at(x, y) != 15;
  }
  Edge way_out(std::size_t x, std::size_t y, int way_in) const {
    const unsigned char high = high_.at(x, y);
    if (high != 5 && high != 10) return fitting_room::way_out[high][way_in];
    const float sum = value(x, y) + value(x + 1, y) + value(x + 1, y + 1) + value(x, y + 1);
    if (sum <= 0) return fitting_room::way_out[high][way_in];
    return (high == 5 ? joined_5 : joined_10)[way_in];
  }

  /// Where the contour crosses an edge of a cell.
  Vertex crossing(std::size_t x, std::size_t y, int edge) const {
    const auto column = static_cast<float>(x) - 1, row = static_cast<float>(y) - 1;
    const auto share = [](float from, float to) { return from / (from - to); };
    switch (edge) {
      case top: return {column + share(value(x, y), value(x + 1, y)), row};
      case bottom: return {column + share(value(x, y + 1), value(x + 1, y + 1)), row + 1};
      case left: return {column, row + share(value(x, y), value(x, y + 1))};
      default: return {column + 1, row + share(value(x + 1, y), value(x + 1, y + 1))};
    }
  }

 private:
  /// Above the level. @param x, y counted from the border around the field.
  float value(std::size_t x, std::size_t y) const { return above_.at(x, y); }

  Plane<float> above_;
  Plane<unsigned char> high_;  // of each cell: which of its corners are high
};

/// Joins marked pixels to lines, from each end as far as neighbours go on.
std::vector<Line> chains(Mask& marked) {
  const auto follow = [&](std::size_t x, std::size_t y, Line& line) {
    for (;;) {
      std::pair<std::size_t, std::size_t> next;
      bool found = false, straight = false;
      for (std::size_t ny = y - 1; ny <= y + 1; ++ny) {
        for (std::size_t nx = x - 1; nx <= x + 1; ++nx) {
          const bool side = nx == x || ny == y;
          if (!marked.at(nx, ny) || (found && (straight || !side))) continue;
          next = {nx, ny};
          found = true;
          straight = side;
        }
      }
      if (!found) return;
      std::tie(x, y) = next;
      marked.at(x, y) = 0;
      line.push_back({static_cast<float>(x), static_cast<float>(y)});
    }
  };
  std::vector<Line> lines;
  for (std::size_t y = 1; y + 1 < marked.height; ++y) {
    for (std::size_t x = 1; x + 1 < marked.width; ++x) {
      if (!marked.at(x, y)) continue;
      marked.at(x, y) = 0;
      Line ahead{{static_cast<float>(x), static_cast<float>(y)}}, behind;
      follow(x, y, ahead);
      follow(x, y, behind);
      std::reverse(behind.begin(), behind.end());
      behind.insert(behind.end(), ahead.begin(), ahead.end());
      lines.push_back(std::move(behind));
    }
  }
  return lines;
}

}  // namespace

std::vector<Line> contours(const Plane<float>& field, float level) {
  const Cells cells(field, level);
  std::vector<char> visited(4 * cells.columns() * cells.rows());  // by cell and way in
  const auto visit = [&](std::size_t x, std::size_t y, int way_in) -> char& {
    return visited[4 * (y * cells.columns() + x) + static_cast<std::size_t>(way_in)];
  };
  std::vector<Line> lines;
  for (std::size_t y = 0; y < cells.rows(); ++y) {
    for (std::size_t x = 0; x < cells.columns(); ++x) {
      if (!cells.is_crossed(x, y)) continue;
      for (int begin = top; begin <= left; ++begin) {
        if (visit(x, y, begin) || cells.way_out(x, y, begin) == none) continue;
        Line line;
        std::size_t column = x, row = y;
        for (int in = begin; !visit(column, row, in);) {
          visit(column, row, in) = 1;
          line.push_back(cells.crossing(column, row, in));
          switch (cells.way_out(column, row, in)) {
            case top: --row, in = bottom; break;
            case right: ++column, in = left; break;
            case bottom: ++row, in = top; break;
            default: --column, in = right; break;
          }
        }
        line.push_back(line.front());
        lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

float area(const Line& line) {
  float sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    sum += line[i - 1].x * line[i].y - line[i].x * line[i - 1].y;
  }
  return sum / 2;
}

std::vector<Line> ridges_of_gradient(const Plane<float>& field, const Mask& inside, float least) {
  Plane<float> across(field.width, field.height), down(across), steep(across);
  for (std::size_t y = 1; y + 1 < field.height; ++y) {
    for (std::size_t x = 1; x + 1 < field.width; ++x) {
      const auto at = [&](std::size_t dx, std::size_t dy) {
        return field.at(x + dx - 1, y + dy - 1);
      };
      // Sobel's operator, so scaled that a step of 1 from pixel to pixel gives 2.
      const float gx = (at(2, 1) - at(0, 1)) + (at(2, 0) - at(0, 0) + at(2, 2) - at(0, 2)) / 2;
      const float gy = (at(1, 2) - at(1, 0)) + (at(0, 2) - at(0, 0) + at(2, 2) - at(2, 0)) / 2;
      across.at(x, y) = gx;
      down.at(x, y) = gy;
      steep.at(x, y) = std::sqrt(gx * gx + gy * gy);
    }
  }
  Mask edge(field.width, field.height);
  for (std::size_t y = 2; y + 2 < field.height; ++y) {
    for (std::size_t x = 2; x + 2 < field.width; ++x) {
      const float here = steep.at(x, y);
      if (!inside.at(x, y) || here < least) continue;
      const auto step_x = std::lround(across.at(x, y) / here);
      const auto step_y = std::lround(down.at(x, y) / here);
      edge.at(x, y) =
          here >= steep.at(x + step_x, y + step_y) && here > steep.at(x - step_x, y - step_y);
    }
  }
  std::vector<Line> lines = chains(edge);
  // Among those of one length, the order in which they were found.
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return lines[a].size() != lines[b].size() ? lines[a].size() > lines[b].size() : a < b;
  });
  std::vector<Line> sorted;
  for (const std::size_t index : order) sorted.push_back(std::move(lines[index]));
  return sorted;
}

}  // namespace fitting_room
