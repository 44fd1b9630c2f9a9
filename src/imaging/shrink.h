// From the visitor's bytes to a picture of working size.
#pragma once

#include <array>
#include <cstddef>

#include "imaging/picture.h"
#include "imaging/plane.h"

namespace fitting_room::imaging {

/// A pixel in sRGB, each value 0..1. Not premultiplied; a wholly transparent pixel is black.
struct Pixel {
  float red = 0, green = 0, blue = 0, alpha = 0;
  bool operator==(const Pixel&) const = default;
};

/// All but alpha.
inline constexpr std::array<float Pixel::*, 3> channels = {&Pixel::red, &Pixel::green,
                                                           &Pixel::blue};

/// One channel of all pixels.
Plane<float> channel_of(const Plane<Pixel>& picture, float Pixel::* channel);

/// `image` scaled down by averaging areas, so that its longest edge has at most `longest` pixels
/// and the other at least one. An image that is small enough keeps its pixels as they are.
Plane<Pixel> shrink(RgbaView image, std::size_t longest);

/// The part `box` of `plane`, whose values are averaged over the area that each of the width x
/// height new values covers. Works in both directions: enlarged pixels stay squares.
Plane<float> resize(const Plane<float>& plane, Box box, std::size_t width, std::size_t height);

}  // namespace fitting_room::imaging
