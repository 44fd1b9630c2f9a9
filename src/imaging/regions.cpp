#include "imaging/regions.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fitting_room::imaging {
namespace {

// Gives every pixel connected to `start` that holds `from` the value `to`; returns how many.
template <typename Value>
std::size_t flood(Plane<Value>& plane, std::size_t start, Value from, Value to, bool diagonals) {
  std::vector<std::pair<std::size_t, std::size_t>> open{{start % plane.width, start / plane.width}};
  plane.values[start] = to;
  std::size_t count = 0;
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    ++count;
    const auto enter = [&](std::size_t u, std::size_t v) {
      if (plane.at(u, v) != from) return;
      plane.at(u, v) = to;
      open.emplace_back(u, v);
    };
    const bool left = x > 0, right = x + 1 < plane.width, up = y > 0, down = y + 1 < plane.height;
    if (left) enter(x - 1, y);
    if (right) enter(x + 1, y);
    if (up) enter(x, y - 1);
    if (down) enter(x, y + 1);
    if (!diagonals) continue;
    if (left && up) enter(x - 1, y - 1);
    if (right && up) enter(x + 1, y - 1);
    if (left && down) enter(x - 1, y + 1);
    if (right && down) enter(x + 1, y + 1);
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
  std::vector<unsigned char> columns(mask.width);  // whether anything is set in each
  std::size_t top = mask.height, bottom = 0;
  for (std::size_t y = 0; y < mask.height; ++y) {
    unsigned char row = 0;
    for (std::size_t x = 0; x < mask.width; ++x) {
      const unsigned char value = mask.at(x, y);
      row |= value;
      columns[x] |= value;
    }
    if (!row) continue;
    top = std::min(top, y);
    bottom = y + 1;
  }
  if (bottom == 0) return {};
  const auto is_set = [](unsigned char value) { return value != 0; };
  const auto first = std::ranges::find_if(columns, is_set);
  const auto last = std::find_if(columns.rbegin(), columns.rend(), is_set).base();
  return {static_cast<std::size_t>(first - columns.begin()), top,
          static_cast<std::size_t>(last - first), bottom - top};
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
