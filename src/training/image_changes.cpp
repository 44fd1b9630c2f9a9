#include "training/image_changes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/images.h"

namespace fitting_room {
namespace {

constexpr auto side = static_cast<int>(image_side);

/// Where a stretch of `length` pixels begins, each place being as likely as any other.
std::size_t place(Draws& draws, std::size_t length) { return draws.below(image_side - length + 1); }

}  // namespace

void flip_horizontally(float* image) {
  for (int row = 0; row < side; ++row) std::reverse(image + row * side, image + (row + 1) * side);
}

void shift(float* image, int right, int down) {
  std::array<float, image_pixels> from;
  std::copy_n(image, from.size(), from.begin());
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const int y = row - down, x = column - right;
      const bool inside = x >= 0 && y >= 0 && x < side && y < side;
      *image++ = inside ? from[static_cast<std::size_t>(y * side + x)] : 0.0f;
    }
}

Rectangle draw_rectangle(Draws& draws) {
  constexpr float least_area = 0.02f, most_area = 0.4f, flattest = 0.3f;
  // The paper draws again what does not fit: at most so often here, then it is the last one, cut.
  constexpr int attempts = 10;
  float width = 0, height = 0;
  for (int i = 0; i < attempts; ++i) {
    const float area = draws.uniform(least_area, most_area) * image_pixels;
    const float ratio = draws.uniform(flattest, 1 / flattest);
    height = std::round(std::sqrt(area * ratio));
    width = std::round(std::sqrt(area / ratio));
    if (width < image_side && height < image_side) break;
  }
  Rectangle rectangle;
  rectangle.width = std::clamp<std::size_t>(static_cast<std::size_t>(width), 1, image_side);
  rectangle.height = std::clamp<std::size_t>(static_cast<std::size_t>(height), 1, image_side);
  rectangle.left = place(draws, rectangle.width);
  rectangle.top = place(draws, rectangle.height);
  return rectangle;
}

void erase(float* image, const Rectangle& rectangle, Draws& draws) {
  for (std::size_t row = rectangle.top; row < rectangle.top + rectangle.height; ++row) {
    float* pixel = image + row * image_side + rectangle.left;
    for (std::size_t i = 0; i < rectangle.width; ++i) *pixel++ = draws.uniform(0, 1);
  }
}

}  // namespace fitting_room
