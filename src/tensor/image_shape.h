// What an image is to a network: grey, 28 pixels each way.
#pragma once

#include <cstddef>
#include <string>

#include "tensor/shape.h"

namespace fitting_room {

inline constexpr std::size_t image_side = 28;
inline constexpr std::size_t image_pixels = image_side * image_side;

/// {28, 28, 1}
inline Shape image_shape() { return {image_side, image_side, 1}; }

/// "28 × 28 = 784 pixels"
inline std::string image_size_text() {
  return to_string({image_side, image_side}) + " = " + std::to_string(image_pixels) + " pixels";
}

}  // namespace fitting_room
