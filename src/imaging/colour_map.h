// The colours of plots, read as the values that they stand for.
#pragma once

#include <optional>
#include <vector>

#include "imaging/shrink.h"

namespace fitting_room::imaging {

/// What values 0..1 the colours of a plot's cells stand for, or for 1..0. Known are grey, which is
/// its own value; maps whose lightness grows or falls evenly (viridis and the like), of which the
/// darkest and the lightest colour are taken for the ends; and of those whose lightness does not
/// tell the value jet, turbo, coolwarm, RdBu, seismic and Spectral. Empty for all else.
std::optional<std::vector<float>> values_of(const std::vector<Pixel>& pixels);

}  // namespace fitting_room::imaging
