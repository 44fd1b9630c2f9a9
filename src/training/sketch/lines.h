#pragma once

#include <vector>

#include "training/draws.h"

namespace fitting_room {

/// A place in a picture: pixels of its 28 × 28 to the right and down from its upper left corner.
struct Vertex {
  float x = 0, y = 0;
};

/// Straight from each vertex to the next. A closed line ends where it begins.
using Line = std::vector<Vertex>;

float distance(const Vertex& a, const Vertex& b);
float length(const Line& line);
bool is_closed(const Line& line);

/// The same line with its vertices about `spacing` apart; first and last stay.
Line resampled(const Line& line, float spacing);

/// Each vertex becomes the mean of those up to `reach` before and behind it. The ends of an open
/// line move in a little.
Line smoothed(const Line& line, std::size_t reach);

/// Fewer vertices: none that is left out was further than `tolerance` from the new line
/// (Douglas & Peucker 1973).
Line simplified(const Line& line, float tolerance);

/// Corners cut twice: a quadratic B-spline, nearly (Chaikin 1974).
Line rounded(const Line& line);

/// A closed line begun at another of its vertices.
Line begun_at(const Line& line, std::size_t vertex);

/// A part of a line that is not drawn, in lengths from its beginning.
struct Gap {
  float from = 0, to = 0;
};

/// What is left of a line between gaps.
std::vector<Line> cut(const Line& line, const std::vector<Gap>& gaps);

}  // namespace fitting_room
