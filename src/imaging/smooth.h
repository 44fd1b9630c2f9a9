// Planes seen from further away.
#pragma once

#include <cstddef>
#include <vector>

#include "imaging/plane.h"

namespace fitting_room::imaging {

/// The value that `share` (0..1) of `values` stay below; 0 when there are none.
float quantile(std::vector<float> values, double share);

/// Every value becomes the mean of the square of side 2 * radius + 1 around it, as far as the plane
/// reaches.
void blur(Plane<float>& plane, std::size_t radius);

/// `plane` with dark parts filled that a square of side 2 * radius + 1 does not fit in (closing, of
/// grey levels). Beyond the edge all is dark.
Plane<float> closed(const Plane<float>& plane, std::size_t radius);

/// `plane` drawn out to width x height, values between its own by straight lines.
Plane<float> enlarged(const Plane<float>& plane, std::size_t width, std::size_t height);

}  // namespace fitting_room::imaging
