#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fitting_room {

/// Sizes along each axis, outermost first. Images are NHWC: {batch, height, width, channels}; a
/// layer's input and output shapes leave the batch out, as in Keras' summary.
using Shape = std::vector<std::size_t>;

/// Number of elements, 1 for an empty shape.
/// @throws Error "out-of-memory" when the product does not fit std::size_t.
std::size_t element_count(const Shape& shape);

/// "26 × 26 × 32"
std::string to_string(const Shape& shape);

}  // namespace fitting_room
