// A rectangle of values in rows, the one container of this room.
#pragma once

#include <cstddef>
#include <vector>

namespace fitting_room::imaging {

/// width x height values, rows first. Coordinates grow to the right and downwards.
template <typename Value>
struct Plane {
  std::size_t width = 0, height = 0;
  std::vector<Value> values;

  Plane(std::size_t columns, std::size_t rows, Value value = {})
      : width(columns), height(rows), values(columns * rows, value) {}

  std::size_t size() const { return values.size(); }
  Value& at(std::size_t x, std::size_t y) { return values[y * width + x]; }
  const Value& at(std::size_t x, std::size_t y) const { return values[y * width + x]; }
};

/// Which pixels belong to the garment: 1 yes, 0 no. Bytes, since std::vector<bool> has no elements
/// that a reference could be bound to.
using Mask = Plane<unsigned char>;

/// A rectangle of pixels: columns left .. left+width-1, rows top .. top+height-1.
struct Box {
  std::size_t left = 0, top = 0, width = 0, height = 0;
};

}  // namespace fitting_room::imaging
