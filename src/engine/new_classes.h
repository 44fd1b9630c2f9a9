#pragma once

#include <cstddef>

#include "data/images.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"

namespace fitting_room {

/// How probable a new class is: its logit is the negative of this until there are examples of it,
/// and about this for them when a run begins that has them.
inline constexpr float reach_of_new_class = 5;

/// Gives the classes that have never been heard of a first idea from their examples: see
/// imprinted(). @param known how many classes come before those that may be new. @param images what
/// the examples are told from.
void imprint_new_classes(Sequential& network, BatchRunner& runner, std::size_t known,
                         const ImageSet& examples, const ImageRange& images);

}  // namespace fitting_room
