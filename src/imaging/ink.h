// What stands out from the ground that it is drawn on.
#pragma once

#include <optional>

#include "imaging/plane.h"
#include "imaging/shrink.h"

namespace fitting_room::imaging {

/// How far each pixel is from the ground under it.
struct Ink {
  Plane<float> levels;  // 0 bare ground; 1 black ink on white paper. Noise may be below 0
  float noise;          // standard deviation of the bare ground
  bool exact;           // the ground is of one exact colour: a program made it, no camera
};

/// The ink in an opaque picture. A ground of one exact colour may have any, and ink is what differs
/// from it. Any other is taken for paper in whatever light: ink is darker than the paper around it,
/// and narrower than an eighth of the picture. Empty when even then too much is dark for paper with
/// a shadow on it.
std::optional<Ink> ink_on_ground(const Plane<Pixel>& picture);

}  // namespace fitting_room::imaging
