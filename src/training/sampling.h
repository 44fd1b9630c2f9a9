#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "data/images.h"
#include "training/warp.h"

namespace fitting_room {

/// The centre of a pixel's column or row, -1..1.
inline float pixel_centre(std::size_t index) {
  return (2 * static_cast<float>(index) + 1) / static_cast<float>(image_side) - 1;
}

/// An image's value at a point: bilinear between the four nearest pixels; black outside.
inline float sample(std::span<const float, image_pixels> pixels, Point point) {
  const float x = (point.u + 1) * image_side / 2 - 0.5f;
  const float y = (point.v + 1) * image_side / 2 - 0.5f;
  if (!(x > -1 && y > -1 && x < image_side && y < image_side)) return 0;
  const int left = static_cast<int>(std::floor(x));
  const int top = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(left);
  const float fy = y - static_cast<float>(top);
  constexpr int side = static_cast<int>(image_side);
  if (left >= 0 && top >= 0 && left + 1 < side && top + 1 < side) {
    const float* pixel = &pixels[static_cast<std::size_t>(top * side + left)];
    return (1 - fy) * ((1 - fx) * pixel[0] + fx * pixel[1]) +
           fy * ((1 - fx) * pixel[side] + fx * pixel[side + 1]);
  }
  const auto at = [&](int column, int row) {
    const bool inside = column >= 0 && row >= 0 && column < side && row < side;
    return inside ? pixels[static_cast<std::size_t>(row * side + column)] : 0.0f;
  };
  return (1 - fy) * ((1 - fx) * at(left, top) + fx * at(left + 1, top)) +
         fy * ((1 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1));
}

/// Half the garment's width around the middle of the picture, 0..1.
inline float half_width(std::span<const float, image_pixels> pixels) {
  constexpr float visible = 0.03f;
  float half = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (pixels[i] > visible) half = std::max(half, std::fabs(pixel_centre(i % image_side)));
  }
  return half;
}

}  // namespace fitting_room
