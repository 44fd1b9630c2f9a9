// From a photo or a drawing to the 28x28 picture that the network expects.
//
// Fashion-MNIST's pictures were made from product photos by cutting off the plain background,
// scaling the longest edge to 28 pixels, centring, and taking the negative: the garment is light on
// black and touches two opposite edges. Whatever a visitor brings is made to look like that.
// Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking
// Machine Learning Algorithms", arXiv:1708.07747 (2017), section 2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tensor/image_shape.h"

namespace fitting_room {

/// Somebody else's pixels, rows first, four bytes each: red, green, blue, alpha, all 0..255, sRGB,
/// not premultiplied (what a canvas's ImageData holds). They must stay valid during the call.
struct RgbaView {
  const std::uint8_t* pixels;
  std::size_t width, height;
};

/// 28x28 grey levels, rows first, 0 black .. 255 white: the garment light on black.
using Picture = std::array<std::uint8_t, image_pixels>;

/// What somebody brought: a photo, or lines as a hand draws them.
enum class PictureKind { photo, drawing };

/// "photo" or "drawing".
constexpr std::string_view name_of(PictureKind kind) {
  return kind == PictureKind::drawing ? "drawing" : "photo";
}

/// A picture and what it was made from.
struct SeenPicture {
  Picture pixels;
  PictureKind kind;
};

/// The same, when there is a picture.
std::optional<SeenPicture> seen_as(PictureKind kind, const std::optional<Picture>& picture);

/// Looks at an image of any size that somebody brings. Lines of any colour on plain or transparent
/// ground, and dark lines on paper, are a drawing: the picture is what picture_from_drawing() makes
/// of the same lines, light on black, but lines too thin to be seen at 28 pixels are widened. All
/// else is a photo, and so is what a plot of a data set image shows, which is read from it. Empty
/// when there is nothing to see. Throws Error "bad-image" for an image without pixels.
std::optional<SeenPicture> picture_from_upload(RgbaView image);

/// Finds the garment in a photo of any size and cuts it out. Transparent pixels are background. A
/// plain background is recognised as such; any other (floor, bed sheet, wall with a hanger) is told
/// from the garment by colour and place. Empty when there is nothing to see: all pixels look alike.
/// Throws Error "bad-image" for an image without pixels.
std::optional<Picture> picture_from_photo(RgbaView photo);

/// Cuts out what is drawn in light strokes on black or on nothing (transparent); the strokes keep
/// their grey levels. Empty when nothing is drawn. Throws Error "bad-image" for an image without
/// pixels.
std::optional<Picture> picture_from_drawing(RgbaView drawing);

}  // namespace fitting_room
