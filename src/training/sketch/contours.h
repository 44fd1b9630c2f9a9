#pragma once

#include <vector>

#include "imaging/plane.h"
#include "training/sketch/lines.h"

namespace fitting_room {

/// Where a field passes through a level, between its values by proportion: closed lines that have
/// the higher values on their right, so that area() is positive around high ground and negative
/// around a hole in it. In cells of the field, (0, 0) being its first value. Beyond the field all
/// is low. (Marching squares, after Lorensen & Cline 1987.)
std::vector<Line> contours(const imaging::Plane<float>& field, float level);

/// What a closed line encloses, by the shoelace formula.
float area(const Line& line);

/// The longest lines along which a field changes most: where its gradient is a maximum across the
/// edge and at least `least`, within `inside` (Canny 1986, without its second threshold). Longest
/// first, in cells of the field.
std::vector<Line> ridges_of_gradient(const imaging::Plane<float>& field,
                                     const imaging::Mask& inside, float least);

}  // namespace fitting_room
