#include "training/image_range.h"

#include <algorithm>
#include <span>

#include "data/class_order.h"
#include "kernels/philox.h"
#include "training/shuffled.h"

namespace fitting_room {
namespace {

std::uint64_t fnv1a(std::span<const std::uint8_t> bytes, std::uint64_t hash) {
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001B3;
  return hash;
}

}  // namespace

ImageRange ImageRange::mixed(const ImageSet& set, std::uint64_t seed) {
  ImageRange all{&set, 0, set.size()};
  if (is_mixed(set.labels)) return all;
  const Philox random(seed, Purpose::split, /*stream=*/0, /*step=*/0);
  all.order = std::make_shared<const std::vector<std::uint32_t>>(shuffled(set.size(), random));
  return all;
}

void ImageRange::gather(std::size_t index, float* pixels) const {
  std::ranges::transform(set->image(place(index)), pixels, scale_pixel);
}

std::uint64_t ImageRange::fingerprint() const {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (std::size_t i = 0; i < count; ++i) hash = fnv1a(set->image(place(i)), hash);
  for (std::size_t i = 0; i < count; ++i) hash = fnv1a({&set->labels[place(i)], 1}, hash);
  return hash;
}

}  // namespace fitting_room
