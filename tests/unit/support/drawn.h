#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "imaging/picture.h"

/// What can be said of a picture of 28 × 28.
namespace fitting_room::test {

inline constexpr std::size_t picture_side = 28;

inline int at(const Picture& picture, std::size_t x, std::size_t y) {
  return picture[y * picture_side + x];
}

inline double light(const Picture& picture) {
  return std::accumulate(picture.begin(), picture.end(), 0.0) / 255;
}

/// The smallest box around all that is not black.
struct Extent {
  explicit Extent(const Picture& picture) {
    for (std::size_t i = 0; i < picture.size(); ++i) {
      if (picture[i] == 0) continue;
      left = std::min(left, i % picture_side);
      right = std::max(right, i % picture_side);
      top = std::min(top, i / picture_side);
      bottom = std::max(bottom, i / picture_side);
    }
  }
  std::size_t width() const { return right + 1 - left; }
  std::size_t height() const { return bottom + 1 - top; }
  std::size_t left = picture_side, right = 0, top = picture_side, bottom = 0;
};

/// As all pictures do, from one border to the opposite one, and in the middle the other way.
inline bool is_framed(const Picture& picture) {
  const Extent extent(picture);
  const auto off_centre = [](std::size_t first, std::size_t last) {
    return first > 27 - last + 1 || first + 1 < 27 - last;
  };
  return std::max(extent.width(), extent.height()) == picture_side &&
         !off_centre(extent.left, extent.right) && !off_centre(extent.top, extent.bottom);
}

}  // namespace fitting_room::test
