#include "training/sketch/lines.h"

#include <algorithm>
#include <cmath>

namespace fitting_room {
namespace {

Vertex between(const Vertex& a, const Vertex& b, float share) {
  return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

/// To the nearest place of the straight line between two others.
float distance_to_chord(const Vertex& vertex, const Vertex& from, const Vertex& to) {
  const float across = to.x - from.x, down = to.y - from.y;
  const float square = across * across + down * down;
  if (square < 1e-12f) return distance(vertex, from);
  const float along = ((vertex.x - from.x) * across + (vertex.y - from.y) * down) / square;
  return distance(vertex, between(from, to, std::clamp(along, 0.0f, 1.0f)));
}

/// Marks the vertices between two kept ones that have to be kept as well.
void keep_far(const Line& line, std::size_t from, std::size_t to, float tolerance,
              std::vector<char>& kept) {
  float farthest = tolerance;
  std::size_t at = from;
  for (std::size_t i = from + 1; i < to; ++i) {
    const float off = distance_to_chord(line[i], line[from], line[to]);
    if (off > farthest) {
      farthest = off;
      at = i;
    }
  }
  if (at == from) return;
  kept[at] = 1;
  keep_far(line, from, at, tolerance, kept);
  keep_far(line, at, to, tolerance, kept);
}

Line corners_cut(const Line& line) {
  if (line.size() < 3) return line;
  Line cut;
  cut.reserve(2 * line.size());
  if (!is_closed(line)) cut.push_back(line.front());
  for (std::size_t i = 1; i < line.size(); ++i) {
    cut.push_back(between(line[i - 1], line[i], 0.25f));
    cut.push_back(between(line[i - 1], line[i], 0.75f));
  }
  cut.push_back(is_closed(line) ? cut.front() : line.back());
  return cut;
}

}  // namespace

float distance(const Vertex& a, const Vertex& b) {
  const float x = a.x - b.x, y = a.y - b.y;
  return std::sqrt(x * x + y * y);
}

float length(const Line& line) {
  float sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += distance(line[i - 1], line[i]);
  return sum;
}

bool is_closed(const Line& line) {
  return line.size() > 3 && line.front().x == line.back().x && line.front().y == line.back().y;
}

Line resampled(const Line& line, float spacing) {
  Line even{line.front()};
  float left = spacing;  // to the next vertex
  for (std::size_t i = 1; i < line.size(); ++i) {
    const float piece = distance(line[i - 1], line[i]);
    for (; left < piece; left += spacing) {
      even.push_back(between(line[i - 1], line[i], left / piece));
    }
    left -= piece;
  }
  even.push_back(line.back());
  return even;
}

Line smoothed(const Line& line, std::size_t reach) {
  const bool closed = is_closed(line);
  const std::size_t size = line.size() - (closed ? 1 : 0);  // the last vertex is the first again
  if (reach == 0 || size < 2 * reach + 2) return line;
  Line smooth;
  smooth.reserve(line.size());
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t first = closed || i >= reach ? i + size - reach : size;
    const std::size_t last = closed || i + reach < size ? i + size + reach : 2 * size - 1;
    Vertex sum;
    for (std::size_t j = first; j <= last; ++j) {
      sum.x += line[j % size].x;
      sum.y += line[j % size].y;
    }
    const auto count = static_cast<float>(last - first + 1);
    smooth.push_back({sum.x / count, sum.y / count});
  }
  if (closed) smooth.push_back(smooth.front());
  return smooth;
}

Line simplified(const Line& line, float tolerance) {
  if (line.size() < 3) return line;
  std::vector<char> kept(line.size());
  kept.front() = kept.back() = 1;
  // Both ends of a closed line are one place: the one furthest from it is an end as well.
  std::size_t middle = 0;
  if (is_closed(line)) {
    const auto farther = [&](const Vertex& a, const Vertex& b) {
      return distance(a, line.front()) < distance(b, line.front());
    };
    middle = static_cast<std::size_t>(std::max_element(line.begin(), line.end(), farther) -
                                      line.begin());
    kept[middle] = 1;
    keep_far(line, 0, middle, tolerance, kept);
  }
  keep_far(line, middle, line.size() - 1, tolerance, kept);
  Line simple;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (kept[i]) simple.push_back(line[i]);
  }
  return simple;
}

Line rounded(const Line& line) { return corners_cut(corners_cut(line)); }

Line begun_at(const Line& line, std::size_t vertex) {
  Line turned(line.begin(), line.end() - 1);
  std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(vertex % turned.size()),
              turned.end());
  turned.push_back(turned.front());
  return turned;
}

std::vector<Line> cut(const Line& line, const std::vector<Gap>& gaps) {
  if (gaps.empty()) return {line};
  constexpr float spacing = 0.35f;
  const auto drawn = [&](float at) {
    return std::ranges::none_of(gaps, [&](const Gap& gap) { return gap.from < at && at < gap.to; });
  };
  std::vector<Line> pieces(1);
  float at = 0;
  const Line fine = resampled(line, spacing);
  for (std::size_t i = 0; i < fine.size(); ++i) {
    if (i > 0) at += distance(fine[i - 1], fine[i]);
    if (drawn(at)) {
      pieces.back().push_back(fine[i]);
    } else if (!pieces.back().empty()) {
      pieces.emplace_back();
    }
  }
  std::erase_if(pieces, [](const Line& piece) { return piece.size() < 2; });
  return pieces;
}

}  // namespace fitting_room
