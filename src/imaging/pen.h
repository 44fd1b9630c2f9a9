// A round pen: lines of any width on a plane, with smooth edges.
#pragma once

#include <span>

#include "imaging/plane.h"

namespace fitting_room::imaging {

/// A point of a line, in pixels of the plane; (0, 0) is the outer corner of its first pixel.
struct PenPoint {
  float x = 0, y = 0;
  float width = 1;  // of the line there; between two points it changes evenly
};

/// Raises each pixel to the share of it that the line covers (0..1). Ends and joins are round; a
/// single point is a dot; what is thinner than a pixel is paler instead. What lies outside of the
/// plane is left out.
void cover_line(Plane<float>& coverage, std::span<const PenPoint> line);

/// Paints the line over what is there: a pixel that it covers wholly becomes `level`.
void draw_line(Plane<float>& plane, std::span<const PenPoint> line, float level);

}  // namespace fitting_room::imaging
