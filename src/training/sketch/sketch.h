#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "data/images.h"
#include "imaging/picture.h"
#include "training/sketch/lines.h"

namespace fitting_room {

/// The lines that somebody would draw who draws a garment of the data set: its outline, sometimes
/// edges inside of it, sometimes what belongs to such a garment (an opening with buttons, a
/// waistband, the line between the legs); each line smoothed and simplified as hands do it, its
/// corners displaced, cut into strokes that do not quite meet.
/// @param image 28 × 28, 0..1, light garment on black. @param label its class.
/// @return in pixels of the picture; none when nothing is in the image.
std::vector<Line> sketched_lines(std::span<const float, image_pixels> image, std::size_t label,
                                 Draws& draws);

/// The same, drawn (see drawn_by_hand).
std::optional<Picture> sketch(std::span<const float, image_pixels> image, std::size_t label,
                              Draws& draws);

}  // namespace fitting_room
