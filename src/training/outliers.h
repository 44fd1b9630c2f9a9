#pragma once

#include "imaging/picture.h"
#include "training/draws.h"

namespace fitting_room {

// Pictures of nothing, for a network that is to know what is no garment.

/// What somebody draws who draws no garment: strokes that wander, arcs as digits have them, zigzag,
/// closed shapes with smaller ones in them.
Picture scribble(Draws& draws);

/// Grey levels by chance: from pixel to pixel, or in patches.
Picture noise(Draws& draws);

}  // namespace fitting_room
