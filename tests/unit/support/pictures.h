#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/images.h"
#include "support/numbers.h"

namespace fitting_room::test {

/// Ten classes that a small network can learn within a second: each has a bright block at a place
/// of its own, somewhat shifted, on noise. Labels go round, so any prefix is balanced.
inline ImageSet pictures(std::size_t count, std::uint32_t seed) {
  Numbers numbers(seed);
  ImageSet set;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % 10;
    set.labels.push_back(static_cast<std::uint8_t>(label));
    std::vector<std::uint8_t> image(image_pixels);
    for (std::uint8_t& pixel : image) pixel = static_cast<std::uint8_t>(numbers.below(60));
    const std::size_t top = label / 5 * 13 + 2 + numbers.below(4);
    const std::size_t left = label % 5 * 5 + 1 + numbers.below(3);
    for (std::size_t y = top; y < top + 6; ++y) {
      for (std::size_t x = left; x < left + 4; ++x) {
        image[y * image_side + x] = static_cast<std::uint8_t>(170 + numbers.below(80));
      }
    }
    set.pixels.insert(set.pixels.end(), image.begin(), image.end());
  }
  return set;
}

/// The pair of IDX files that parse_idx() reads.
struct IdxFiles {
  std::vector<std::uint8_t> images, labels;
};

inline IdxFiles idx_files(const ImageSet& set) {
  IdxFiles files;
  const auto word = [](std::vector<std::uint8_t>& bytes, std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  };
  for (const std::size_t value : {std::size_t{0x803}, set.size(), image_side, image_side}) {
    word(files.images, value);
  }
  files.images.insert(files.images.end(), set.pixels.begin(), set.pixels.end());
  word(files.labels, 0x801);
  word(files.labels, set.size());
  files.labels.insert(files.labels.end(), set.labels.begin(), set.labels.end());
  return files;
}

}  // namespace fitting_room::test
