// Line drawings: what is drawn with a pen, told from a photo or a silhouette.
#pragma once

#include <optional>

#include "imaging/plane.h"
#include "imaging/shrink.h"

namespace fitting_room::imaging {

/// The strokes of a line drawing, 0 bare ground .. 1 stroke, when `picture` is one: an icon of
/// lines in any colour on plain or transparent ground, or a sketch on paper in any even or slowly
/// changing light. They keep their smooth edges; lines so thin that they would fade in a picture of
/// 28 pixels are widened, for which the result may be larger than `picture`. Empty for all else:
/// photos, filled shapes, and pictures of less than 56 pixels, where lines cannot be told from
/// pixels.
std::optional<Plane<float>> strokes_in(const Plane<Pixel>& picture);

}  // namespace fitting_room::imaging
