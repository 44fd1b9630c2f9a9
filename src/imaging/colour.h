// How far apart two colours look.
#pragma once

#include "imaging/colour_mixture.h"
#include "imaging/shrink.h"

namespace fitting_room::imaging {

/// `pixel` in OKLab: lightness 0..1 and two axes of hue, about -0.3..0.3. Distances in this space
/// come near to what people see. Source: B. Ottosson, "A perceptual color space for image
/// processing" (2020).
Colour oklab(const Pixel& pixel);

/// Grey level 0..1 of `pixel` (ITU-R BT.601 luma, what image editors mean by grey).
float grey(const Pixel& pixel);

}  // namespace fitting_room::imaging
