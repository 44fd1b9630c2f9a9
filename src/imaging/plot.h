// Pictures of the data set as notebooks show them.
#pragma once

#include <optional>

#include "imaging/picture.h"
#include "imaging/plane.h"
#include "imaging/shrink.h"

namespace fitting_room::imaging {

/// What a plot shows.
struct Plot {
  Picture picture;
  bool sharp;  // its cells are squares of one colour each, which no drawing has
};

/// Reads a plot of one 28 x 28 picture: a square of cells, sharp or smoothed, on plain ground, with
/// or without frame, axes, title and colour bar, as Matplotlib's imshow() draws it. The picture
/// comes back in grey, light on black, whether the plot's colours are grey, grey in negative, or of
/// a map that is known (colour_map.h). Empty for all else. `image` is opaque.
std::optional<Plot> read_plot(const Plane<Pixel>& image);

}  // namespace fitting_room::imaging
