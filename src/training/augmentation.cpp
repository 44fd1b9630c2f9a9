#include "training/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "data/images.h"
#include "training/image_changes.h"
#include "training/warp.h"

namespace fitting_room {
namespace {

using Pixels = std::array<float, image_pixels>;

constexpr float augmented_share = 0.8f;
/// How far an image is shifted at most, in pixels.
constexpr int farthest = 2;

/// The centre of a pixel's column or row, -1..1.
float centre(std::size_t index) {
  return (2 * static_cast<float>(index) + 1) / static_cast<float>(image_side) - 1;
}

/// Bilinear between the four nearest pixels; black outside.
float sample(const Pixels& pixels, Point point) {
  const float x = (point.u + 1) * image_side / 2 - 0.5f;
  const float y = (point.v + 1) * image_side / 2 - 0.5f;
  if (!(x > -1 && y > -1 && x < image_side && y < image_side)) return 0;
  const int left = static_cast<int>(std::floor(x));
  const int top = static_cast<int>(std::floor(y));
  const float fx = x - static_cast<float>(left);
  const float fy = y - static_cast<float>(top);
  constexpr int side = static_cast<int>(image_side);
  const auto at = [&](int column, int row) {
    const bool inside = column >= 0 && row >= 0 && column < side && row < side;
    return inside ? pixels[static_cast<std::size_t>(row * side + column)] : 0.0f;
  };
  return (1 - fy) * ((1 - fx) * at(left, top) + fx * at(left + 1, top)) +
         fy * ((1 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1));
}

/// Half the garment's width around the middle of the picture, 0..1.
float half_width(const Pixels& pixels) {
  constexpr float visible = 0.03f;
  float half = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (pixels[i] > visible) half = std::max(half, std::fabs(centre(i % image_side)));
  }
  return half;
}

/// A square part of the plane that becomes the picture.
struct Window {
  Point middle;
  float half = 1;

  Point at(std::size_t column, std::size_t row) const {
    return {middle.u + half * centre(column), middle.v + half * centre(row)};
  }
};

/// The window that the changed garment just fills, found at the coarse scale of a picture.
Window fit(const Pixels& pixels, const Warp& warp) {
  constexpr float visible = 0.05f;
  constexpr Window wide{{0, 0}, 1.7f};
  float left = 2, right = -2, top = 2, bottom = -2;
  for (std::size_t row = 0; row < image_side; ++row)
    for (std::size_t column = 0; column < image_side; ++column) {
      const Point point = wide.at(column, row);
      if (sample(pixels, warp.source(point)) <= visible) continue;
      left = std::min(left, point.u);
      right = std::max(right, point.u);
      top = std::min(top, point.v);
      bottom = std::max(bottom, point.v);
    }
  if (left > right) return {};
  constexpr float half_pixel = wide.half / image_side;
  return {{(left + right) / 2, (top + bottom) / 2},
          std::max(right - left, bottom - top) / 2 + half_pixel};
}

}  // namespace

void Augmenter::apply(std::size_t sample_number, std::size_t label, float* image) const {
  if (settings_.augmentation == Augmentation::photo) look_like_photo(sample_number, label, image);
  if (settings_.flip || settings_.shift || settings_.erase) change(sample_number, image);
}

void Augmenter::change(std::size_t sample_number, float* image) const {
  Draws draws(
      Philox(settings_.seed, Purpose::change, static_cast<std::uint32_t>(sample_number), step_));
  // Drawn in any case, so that none of them depends on which others are switched on.
  const bool flipped = draws.chance(0.5f);
  const int right = static_cast<int>(draws.below(2 * farthest + 1)) - farthest;
  const int down = static_cast<int>(draws.below(2 * farthest + 1)) - farthest;
  const bool erased = draws.chance(0.5f);
  if (settings_.flip && flipped) flip_horizontally(image);
  if (settings_.shift) shift(image, right, down);
  if (settings_.erase && erased) erase(image, draw_rectangle(draws), draws);
}

void Augmenter::look_like_photo(std::size_t sample_number, std::size_t label, float* image) const {
  Draws draws(
      Philox(settings_.seed, Purpose::augment, static_cast<std::uint32_t>(sample_number), step_));
  if (!draws.chance(augmented_share)) return;
  Pixels pixels;
  std::copy_n(image, pixels.size(), pixels.begin());
  const Warp warp(draws, label, half_width(pixels));
  Window window = fit(pixels, warp);
  if (draws.chance(0.5f)) {
    window.half *= std::exp(draws.uniform(-0.08f, 0.08f));
    window.middle.u += draws.uniform(-1, 1) / 14;
    window.middle.v += draws.uniform(-1, 1) / 14;
  }
  for (std::size_t row = 0; row < image_side; ++row)
    for (std::size_t column = 0; column < image_side; ++column)
      *image++ = sample(pixels, warp.source(window.at(column, row)));
}

}  // namespace fitting_room
