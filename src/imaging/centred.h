// The last step of every way to a picture: scaled to its frame.
#pragma once

#include <optional>

#include "imaging/picture.h"
#include "imaging/plane.h"

namespace fitting_room::imaging {

/// Scales what `mask` covers until its longest edge fills the picture, and centres it on black.
/// Empty when it is so faint and thin that at this size nothing is left of it.
/// @param tones 0 black .. 1 white. The mask is not empty.
std::optional<Picture> centred(Plane<float> tones, const Mask& mask);

/// The same for light strokes on black: all that is drawn. Empty when nothing is.
std::optional<Picture> centred_drawing(Plane<float> levels);

}  // namespace fitting_room::imaging
