#pragma once

#include <cstddef>

#include "data/classes.h"
#include "nn/description.h"

namespace fitting_room {

/// The network must take the images and tell their classes apart.
/// @throws LayerError; Error "bad-description".
void check_fits_data(const NetworkDescription& description, std::size_t classes);

/// The same for a network from a file, whose errors have a code of their own, and which names its
/// classes; behind those of the images there may be more. @param classes of the images.
void check_fits_data(const NetworkDescription& description, const Classes& named,
                     std::size_t classes, const char* code);

}  // namespace fitting_room
