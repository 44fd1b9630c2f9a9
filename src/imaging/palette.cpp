#include "imaging/palette.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace fitting_room::imaging {
namespace {

// Two colours in one cell cannot be told apart by eye: about the scatter of a camera.
constexpr float cell_size = 0.02f;

// OKLab coordinates of sRGB lie in -0.4 .. 1: less than 128 cells an axis.
unsigned key(const Colour& colour) {
  unsigned result = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const float cell = std::floor(colour[axis] / cell_size) + 32;
    result = result << 7 | static_cast<unsigned>(std::clamp(cell, 0.0f, 127.0f));
  }
  return result;
}

}  // namespace

Palette::Palette(const Plane<Pixel>& photo) : cells(photo.width, photo.height) {
  std::unordered_map<unsigned, unsigned> cell_of_key;
  std::vector<float> counts;
  for (std::size_t i = 0; i < photo.size(); ++i) {
    const Colour colour = oklab(photo.values[i]);
    const auto next = static_cast<unsigned>(colours.size());
    const auto [entry, is_new] = cell_of_key.try_emplace(key(colour), next);
    if (is_new) {
      colours.push_back(Colour::Zero());
      counts.push_back(0);
    }
    cells.values[i] = entry->second;
    colours[entry->second] += colour;
    counts[entry->second] += 1;
  }
  for (std::size_t cell = 0; cell < colours.size(); ++cell) colours[cell] /= counts[cell];
}

}  // namespace fitting_room::imaging
