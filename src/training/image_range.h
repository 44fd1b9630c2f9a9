#pragma once

#include <cstddef>
#include <cstdint>

#include "data/images.h"

namespace fitting_room {

/// A byte as the network sees it: 0..255 becomes 0..1, as in the notebook.
inline float scale_pixel(std::uint8_t pixel) { return static_cast<float>(pixel) * (1.0f / 255.0f); }

/// Some consecutive images of a set, which must outlive the range.
struct ImageRange {
  const ImageSet* set = nullptr;
  std::size_t first = 0;
  std::size_t count = 0;

  std::uint8_t label(std::size_t index) const { return set->labels[first + index]; }
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
