#include "training/image_range.h"

#include <algorithm>
#include <span>

namespace fitting_room {
namespace {

std::uint64_t fnv1a(std::span<const std::uint8_t> bytes, std::uint64_t hash) {
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3;
  return hash;
}

}  // namespace

void ImageRange::gather(std::size_t index, float* pixels) const {
  std::ranges::transform(set->image(first + index), pixels, scale_pixel);
}

std::uint64_t ImageRange::fingerprint() const {
  const std::span pixels(set->pixels);
  const std::span labels(set->labels);
  std::uint64_t hash = 0xCBF29CE484222325;
  hash = fnv1a(pixels.subspan(first * image_pixels, count * image_pixels), hash);
  return fnv1a(labels.subspan(first, count), hash);
}

}  // namespace fitting_room
