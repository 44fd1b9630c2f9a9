#pragma once

#include <cstddef>

#include "training/warp.h"

namespace fitting_room {

// Small changes that leave a garment what it is. Images are 28 x 28, rows first, 0..1, and are
// changed in place.

/// Left becomes right.
void flip_horizontally(float* image);

/// Moves everything to the right and down; what comes in is black, what goes out is lost.
/// @param right, down -28 to 28.
void shift(float* image, int right, int down);

/// A part of an image, in pixels; `width` and `height` at least 1.
struct Rectangle {
  std::size_t left = 0, top = 0, width = 1, height = 1;
};

/// A rectangle as random erasing draws it (Zhong et al. 2020): 2 to 40 % of the image's area, up
/// to 3 1/3 times as long as wide, anywhere inside.
Rectangle draw_rectangle(Draws& draws);

/// Fills a rectangle with random grey levels.
void erase(float* image, const Rectangle& rectangle, Draws& draws);

}  // namespace fitting_room
