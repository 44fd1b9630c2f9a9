// Where in a snapshot the garment is.
#pragma once

#include "imaging/plane.h"
#include "imaging/shrink.h"

namespace fitting_room::imaging {

/// The pixels of `photo` (opaque, of working size: about 100 x 100) that belong to the thing in its
/// middle. Knows nothing of garments: it finds two sets of colours and the shortest outline between
/// them, one set at home in the middle, one near the edges. Neither has to be a single colour.
///
/// Source: C. Rother, V. Kolmogorov, A. Blake, "GrabCut: Interactive Foreground Extraction using
/// Iterated Graph Cuts", ACM SIGGRAPH 2004, where a person's rectangle stands for our prior.
Mask segment(const Plane<Pixel>& photo);

}  // namespace fitting_room::imaging
