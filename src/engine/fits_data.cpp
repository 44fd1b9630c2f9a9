#include "engine/fits_data.h"

#include <algorithm>
#include <string>

#include "data/images.h"
#include "tensor/error.h"

namespace fitting_room {

void check_fits_data(const NetworkDescription& description, std::size_t classes) {
  if (description.input != image_shape()) {
    throw Error("bad-description", "The network's input must be " + to_string(image_shape()) +
                                       ", the size of the images.");
  }
  if (description.layers.back().units != classes) {
    throw LayerError(
        description.layers.size(),
        "The last layer must have " + std::to_string(classes) + " units, one for each class.");
  }
}

void check_fits_data(const NetworkDescription& description, const Classes& named,
                     std::size_t classes, const char* code) {
  try {
    check_fits_data(description, named.size());
    check_fits_data(description, std::max(named.size(), classes));
  } catch (const Error& error) {
    if (error.code() == out_of_memory) throw;
    throw Error(code, error.what());
  }
}

}  // namespace fitting_room
