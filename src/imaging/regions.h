// Pieces, holes and thin parts of a mask.
#pragma once

#include "imaging/plane.h"

namespace fitting_room::imaging {

/// The smallest box around all pixels of `mask` that are set; width 0 when none is.
Box bounding_box(const Mask& mask);

/// Clears the pieces (8-connected) that are smaller than `share` (0..1) of the largest one.
void keep_large_pieces(Mask& mask, double share);

/// Sets what cannot be reached from the mask's edge without crossing the garment (4-connected).
void fill_holes(Mask& mask);

/// Opening by a square of side 2 * radius + 1: clears what is too thin for the square to fit in,
/// such as a hanger's hook.
void open(Mask& mask, std::size_t radius);

}  // namespace fitting_room::imaging
