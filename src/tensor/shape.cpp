#include "tensor/shape.h"

#include <limits>

#include "tensor/error.h"

namespace fitting_room {

std::size_t element_count(const Shape& shape) {
  std::size_t count = 1;
  for (const std::size_t size : shape) {
    if (size != 0 && count > std::numeric_limits<std::size_t>::max() / size) {
      throw Error("out-of-memory", "A tensor of " + to_string(shape) + " numbers is too large.");
    }
    count *= size;
  }
  return count;
}

std::string to_string(const Shape& shape) {
  std::string text;
  for (const std::size_t size : shape) {
    if (!text.empty()) text += " × ";
    text += std::to_string(size);
  }
  return text;
}

}  // namespace fitting_room
