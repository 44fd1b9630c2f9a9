#include "imaging/centred.h"

#include <algorithm>
#include <cmath>

#include "imaging/regions.h"
#include "imaging/shrink.h"

namespace fitting_room::imaging {
namespace {

constexpr std::size_t side = image_side;
constexpr float drawn = 8 / 255.0f;  // darker is what smoothing leaves around a stroke

}  // namespace

std::optional<Picture> centred(Plane<float> tones, const Mask& mask) {
  for (std::size_t i = 0; i < tones.size(); ++i) tones.values[i] *= mask.values[i];
  const Box box = bounding_box(mask);
  const std::size_t longest = std::max(box.width, box.height);
  const auto scaled = [&](std::size_t edge) {
    return std::max<std::size_t>(1, (edge * side + longest / 2) / longest);
  };
  const Plane<float> small = resize(tones, box, scaled(box.width), scaled(box.height));
  const std::size_t left = (side - small.width) / 2, top = (side - small.height) / 2;
  Picture picture{};
  for (std::size_t y = 0; y < small.height; ++y) {
    for (std::size_t x = 0; x < small.width; ++x) {
      const float level = std::clamp(small.at(x, y), 0.0f, 1.0f);
      picture[(top + y) * side + left + x] = static_cast<std::uint8_t>(std::lround(255 * level));
    }
  }
  if (std::ranges::all_of(picture, [](std::uint8_t level) { return level == 0; }))
    return std::nullopt;
  return picture;
}

std::optional<Picture> centred_drawing(Plane<float> levels) {
  Mask mask(levels.width, levels.height);
  std::transform(levels.values.begin(), levels.values.end(), mask.values.begin(),
                 [](float level) { return level > drawn; });
  if (bounding_box(mask).width == 0) return std::nullopt;
  return centred(std::move(levels), mask);
}

}  // namespace fitting_room::imaging
