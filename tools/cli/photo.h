#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "imaging/picture.h"

namespace fitting_room::cli {

/// A decoded photo, upright, as RgbaView wants it.
struct Photo {
  std::vector<std::uint8_t> rgba;
  std::size_t width = 0, height = 0;

  RgbaView view() const { return {rgba.data(), width, height}; }
};

/// Decodes PNG, JPEG, BMP or GIF (its first frame), and turns a JPEG as its EXIF data says.
/// @throws Error "bad-image" when it is none of these, damaged, or above 100 million pixels.
Photo decode_photo(std::span<const std::uint8_t> file);

}  // namespace fitting_room::cli
