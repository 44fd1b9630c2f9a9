// How far things lie from each other.
#pragma once

#include "imaging/plane.h"

namespace fitting_room::imaging {

/// For each pixel the distance, in pixels, to the nearest one whose mask is `value`: 0 there, more
/// than the plane is long when there is none. By steps to the eight neighbours, so up to 8 % too
/// far.
///
/// Source: G. Borgefors, "Distance transformations in digital images", Computer Vision, Graphics,
/// and Image Processing 34 (1986).
Plane<float> distance_to(const Mask& mask, unsigned char value);

}  // namespace fitting_room::imaging
