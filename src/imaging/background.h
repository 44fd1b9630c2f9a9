// The easy backgrounds: transparent, or of one plain colour.
#pragma once

#include <optional>

#include "imaging/colour.h"
#include "imaging/plane.h"

namespace fitting_room::imaging {

/// What is opaque, when the picture is a cut-out: a shape on transparent ground. Empty when all is
/// opaque, or when what is opaque is a rectangle that shows something of its own (a photo with
/// transparent bars beside it); then `photo` is cropped to that rectangle. What stays transparent
/// is painted white.
std::optional<Mask> cut_out(Plane<Pixel>& photo);

/// `picture` on opaque ground of the grey level `ground`, 0..1.
Plane<Pixel> painted_over(const Plane<Pixel>& picture, float ground);

/// Whether any pixel differs from the first one by more than a camera's noise.
bool shows_something(const Plane<Pixel>& photo);

/// The colour of the background, when it is plain: one exact colour along much of the border, as in
/// product photos, drawings and the data set's own pictures, and never in a snapshot.
std::optional<Colour> plain_background(const Plane<Pixel>& photo);

/// The most frequent value of each channel along the border: a filled shape may cover more than the
/// ground does, but not there.
Pixel usual_on_border(const Plane<Pixel>& photo);

/// How much each pixel differs from `ground`, in the channel where it differs most, 0..1.
Plane<float> differences_from(const Plane<Pixel>& photo, const Pixel& ground);

/// The same from the colour that is usual along the border.
Plane<float> differences_from_border(const Plane<Pixel>& photo);

/// What differs from the plain colour `background`.
Mask differing_from(const Plane<Pixel>& photo, const Colour& background);

}  // namespace fitting_room::imaging
