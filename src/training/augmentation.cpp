#include "training/augmentation.h"

namespace fitting_room {

void Augmenter::apply(std::size_t, float*) const {}

}  // namespace fitting_room
