#include "imaging/regions.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fitting_room::imaging {
namespace {

// Gives every pixel connected to `start` that holds `from` the value `to`; returns how many.
template <typename Value>
std::size_t flood(Plane<Value>& plane, std::size_t start, Value from, Value to, bool diagonals) {
  std::vector<std::size_t> open{start};
  plane.values[start] = to;
  std::size_t count = 0;
  while (!open.empty()) {
    const std::size_t x = open.back() % plane.width, y = open.back() / plane.width;
    open.pop_back();
    ++count;
    for (std::size_t v = y - (y > 0); v <= std::min(y + 1, plane.height - 1); ++v) {
      for (std::size_t u = x - (x > 0); u <= std::min(x + 1, plane.width - 1); ++u) {
        if (plane.at(u, v) != from || (!diagonals && u != x && v != y)) continue;
        plane.at(u, v) = to;
        open.push_back(v * plane.width + u);
      }
    }
  }
  return count;
}

// For each pixel of a row or column, whether all (erosion) or any (dilation) pixels within
// `radius` are set; beyond the edge nothing changes the answer.
template <typename At>
void sweep(At&& at, std::size_t length, std::size_t radius, unsigned char wanted) {
  std::vector<unsigned char> line(length);
  for (std::size_t i = 0; i < length; ++i) line[i] = at(i);
  for (std::size_t i = 0; i < length; ++i) {
    const auto begin = line.begin() + static_cast<std::ptrdiff_t>(i - std::min(i, radius));
    const auto end = line.begin() + static_cast<std::ptrdiff_t>(std::min(i + radius + 1, length));
    if (std::find(begin, end, wanted) != end) at(i) = wanted;
  }
}

void grow_value(Mask& mask, std::size_t radius, unsigned char wanted) {
  for (std::size_t y = 0; y < mask.height; ++y) {
    sweep([&](std::size_t x) -> unsigned char& { return mask.at(x, y); }, mask.width, radius,
          wanted);
  }
  for (std::size_t x = 0; x < mask.width; ++x) {
    sweep([&](std::size_t y) -> unsigned char& { return mask.at(x, y); }, mask.height, radius,
          wanted);
  }
}

}  // namespace

Box bounding_box(const Mask& mask) {
  std::size_t left = mask.width, right = 0, top = mask.height, bottom = 0;
  for (std::size_t y = 0; y < mask.height; ++y) {
    for (std::size_t x = 0; x < mask.width; ++x) {
      if (!mask.at(x, y)) continue;
      left = std::min(left, x);
      right = std::max(right, x + 1);
      top = std::min(top, y);
      bottom = y + 1;
    }
  }
  if (right == 0) return {};
  return {left, top, right - left, bottom - top};
}

void keep_large_pieces(Mask& mask, double share) {
  Plane<std::size_t> pieces(mask.width, mask.height);
  const std::size_t unseen = 1;
  for (std::size_t i = 0; i < mask.size(); ++i) pieces.values[i] = mask.values[i] ? unseen : 0;
  std::vector<std::size_t> sizes(2);  // by piece; piece numbers start at 2
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (pieces.values[i] == unseen) sizes.push_back(flood(pieces, i, unseen, sizes.size(), true));
  }
  const double least = share * static_cast<double>(*std::max_element(sizes.begin(), sizes.end()));
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask.values[i] = mask.values[i] && static_cast<double>(sizes[pieces.values[i]]) >= least;
  }
}

void fill_holes(Mask& mask) {
  using Byte = unsigned char;
  constexpr Byte hole = 0, outside = 2;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const std::size_t x = i % mask.width, y = i / mask.width;
    const bool edge = x == 0 || y == 0 || x + 1 == mask.width || y + 1 == mask.height;
    if (edge && mask.values[i] == hole) flood(mask, i, hole, outside, false);
  }
  for (Byte& value : mask.values) value = value != outside;
}

void open(Mask& mask, std::size_t radius) {
  grow_value(mask, radius, 0);
  grow_value(mask, radius, 1);
}

}  // namespace fitting_room::imaging
