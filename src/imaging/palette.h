// The few colours that a photo is made of.
#pragma once

#include <vector>

#include "imaging/colour.h"
#include "imaging/plane.h"

namespace fitting_room::imaging {

/// A photo's pixels, sorted into cells of nearly equal colour. A photo has thousands of pixels but
/// only some hundred cells, so whatever depends on colour alone is computed once per cell.
struct Palette {
  std::vector<Colour> colours;  // mean colour of each cell
  Plane<unsigned> cells;        // the cell of each pixel

  explicit Palette(const Plane<Pixel>& photo);
};

}  // namespace fitting_room::imaging
