#include "imaging/colour.h"

#include <cmath>

namespace fitting_room::imaging {
namespace {

float linear(float srgb) {
  return srgb <= 0.04045f ? srgb / 12.92f : std::pow((srgb + 0.055f) / 1.055f, 2.4f);
}

}  // namespace

Colour oklab(const Pixel& pixel) {
  const float red = linear(pixel.red), green = linear(pixel.green), blue = linear(pixel.blue);
  const float l = std::cbrt(0.4122214708f * red + 0.5363325363f * green + 0.0514459929f * blue);
  const float m = std::cbrt(0.2119034982f * red + 0.6806995451f * green + 0.1073969566f * blue);
  const float s = std::cbrt(0.0883024619f * red + 0.2817188376f * green + 0.6299787005f * blue);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

float grey(const Pixel& pixel) {
  return 0.299f * pixel.red + 0.587f * pixel.green + 0.114f * pixel.blue;
}

}  // namespace fitting_room::imaging
