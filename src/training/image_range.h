#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "data/images.h"

namespace fitting_room {

/// A byte as the network sees it: 0..255 becomes 0..1, as in the notebook.
inline float scale_pixel(std::uint8_t pixel) { return static_cast<float>(pixel) * (1.0f / 255.0f); }

/// Some images of a set, which must outlive the range: consecutive ones, in the set's order or in
/// another.
struct ImageRange {
  const ImageSet* set = nullptr;
  std::size_t first = 0;
  std::size_t count = 0;
  /// Of all the set's images; null for the set's own.
  std::shared_ptr<const std::vector<std::uint32_t>> order = {};

  /// All images of a set: in its own order where that mixes the classes, else in one that the seed
  /// decides.
  static ImageRange mixed(const ImageSet& set, std::uint64_t seed);
  /// `size` of these images, from `begin` on.
  ImageRange part(std::size_t begin, std::size_t size) const {
    return {set, first + begin, size, order};
  }

  std::size_t place(std::size_t index) const {
    return order ? (*order)[first + index] : first + index;
  }
  std::uint8_t label(std::size_t index) const { return set->labels[place(index)]; }
  /// Writes one image as float32 in 0..1: {28, 28, 1}.
  void gather(std::size_t index, float* pixels) const;
  /// The same for images [begin, begin + samples), one after the other.
  void gather(std::size_t begin, std::size_t samples, float* rows) const {
    for (std::size_t i = 0; i < samples; ++i) gather(begin + i, rows + i * image_pixels);
  }
  /// A number that differs, with near certainty, for different images or labels (FNV-1a, 64 bits):
  /// a checkpoint uses it to tell whether it is continued on its own images.
  std::uint64_t fingerprint() const;
};

}  // namespace fitting_room
