#include "imaging/distance.h"

#include <algorithm>

namespace fitting_room::imaging {

Plane<float> distance_to(const Mask& mask, unsigned char value) {
  constexpr float straight = 1, diagonal = 1.4142136f;
  const std::size_t width = mask.width, height = mask.height;
  // Two pixels of margin spare the sweeps every question about edges.
  const float far = 2 * static_cast<float>(width + height);
  Plane<float> near(width + 2, height + 2, far);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      if (mask.at(x, y) == value) near.at(x + 1, y + 1) = 0;
    }
  }
  // Each sweep hands on what the neighbours that it has passed know: `before` and the row of those.
  const auto pass = [&](std::size_t i, std::ptrdiff_t before, std::ptrdiff_t row) {
    const float* here = &near.values[i];
    near.values[i] = std::min({here[0], here[before] + straight, here[row] + straight,
                               here[row - 1] + diagonal, here[row + 1] + diagonal});
  };
  const auto row = static_cast<std::ptrdiff_t>(near.width);
  for (std::size_t y = 1; y <= height; ++y) {
    for (std::size_t x = 1; x <= width; ++x) pass(y * near.width + x, -1, -row);
  }
  for (std::size_t y = height; y > 0; --y) {
    for (std::size_t x = width; x > 0; --x) pass(y * near.width + x, 1, row);
  }
  Plane<float> result(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) result.at(x, y) = near.at(x + 1, y + 1);
  }
  return result;
}

}  // namespace fitting_room::imaging
