#pragma once

#include <cstddef>
#include <memory>

#include "data/images.h"
#include "training/mixture.h"

namespace fitting_room {

/// What is mixed into each batch of a run with examples: some of them, and what keeps alive what
/// the network has learned beside the data set. @param tells_none whether it has an output for
/// pictures of no garment. @throws Error "bad-image" for an example of no class.
std::shared_ptr<const Mixture> rehearsal(const ImageSet& examples, std::size_t classes,
                                         bool tells_none);

}  // namespace fitting_room
