#include "imaging/picture.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "imaging/background.h"
#include "imaging/centred.h"
#include "imaging/colour.h"
#include "imaging/line_drawing.h"
#include "imaging/plane.h"
#include "imaging/plot.h"
#include "imaging/regions.h"
#include "imaging/segmentation.h"
#include "imaging/shrink.h"
#include "imaging/smooth.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

using namespace imaging;

// Longest edge of a photo while the garment is looked for: a garment in it is still some 80 pixels
// tall, three times what the picture can show.
constexpr std::size_t photo_edge = 112;
constexpr std::size_t drawing_edge = 560;

constexpr double piece_share = 0.2;   // of the largest piece: a second leg is kept, a sock is not
constexpr double speck_share = 0.01;  // on plain ground nothing but dust has to be left out
// Half of a garment is at least this light: a white one must not vanish in black.
constexpr float visible = 0.35f;

void check(RgbaView image) {
  if (image.width > 0 && image.height > 0 && image.pixels != nullptr) return;
  throw Error("bad-image", "This image has no pixels. Choose another one.");
}

bool is_empty(const Mask& mask) { return bounding_box(mask).width == 0; }

Plane<float> grey_levels(const Plane<Pixel>& pixels) {
  Plane<float> levels(pixels.width, pixels.height);
  std::transform(pixels.values.begin(), pixels.values.end(), levels.values.begin(), grey);
  return levels;
}

// The value that half of what `mask` covers stays below.
float median(const Plane<float>& levels, const Mask& mask) {
  std::vector<float> covered;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (mask.values[i]) covered.push_back(levels.values[i]);
  }
  return quantile(std::move(covered), 0.5);
}

// As the data set has it, the negative: dark cloth is light. Too light a garment is lifted as a
// whole, so that its folds and prints keep their contrast.
std::optional<Picture> negative(Plane<float> levels, const Mask& mask) {
  for (float& level : levels.values) level = 1 - level;
  const float lift = std::max(0.0f, visible - median(levels, mask));
  for (float& level : levels.values) level += lift;
  return centred(std::move(levels), mask);
}

std::optional<Picture> from_plain_ground(const Plane<Pixel>& photo, const Colour& background) {
  Mask mask = differing_from(photo, background);
  if (is_empty(mask)) return std::nullopt;
  keep_large_pieces(mask, speck_share);
  Plane<float> levels = grey_levels(photo);
  Mask ground = differing_from(photo, background);
  for (unsigned char& value : ground.values) value = !value;
  // Light on dark is already what the network wants: the data set's own pictures are.
  if (median(levels, mask) > median(levels, ground)) {
    return centred(std::move(levels), mask);
  }
  return negative(std::move(levels), mask);
}

}  // namespace

std::optional<SeenPicture> seen_as(PictureKind kind, const std::optional<Picture>& picture) {
  if (!picture) return std::nullopt;
  return {{*picture, kind}};
}

std::optional<SeenPicture> picture_from_upload(RgbaView image) {
  check(image);
  const Plane<Pixel> upload = shrink(image, drawing_edge);
  const std::optional<Plot> plot = read_plot(painted_over(upload, 1));
  // An icon may have a square frame, and a plot of a dark garment looks like thick lines.
  if (plot && plot->sharp) return {{plot->picture, PictureKind::photo}};
  if (std::optional<Plane<float>> strokes = strokes_in(upload)) {
    return seen_as(PictureKind::drawing, centred_drawing(std::move(*strokes)));
  }
  if (plot) return {{plot->picture, PictureKind::photo}};
  return seen_as(PictureKind::photo, picture_from_photo(image));
}

std::optional<Picture> picture_from_photo(RgbaView image) {
  check(image);
  Plane<Pixel> photo = shrink(image, photo_edge);
  if (const std::optional<Mask> shape = cut_out(photo)) {
    if (is_empty(*shape)) return std::nullopt;
    return negative(grey_levels(photo), *shape);
  }
  if (!shows_something(photo)) return std::nullopt;
  if (const std::optional<Colour> background = plain_background(photo)) {
    return from_plain_ground(photo, *background);
  }
  Mask mask = segment(photo);
  fill_holes(mask);
  if (std::max(photo.width, photo.height) == photo_edge) open(mask, 1);
  keep_large_pieces(mask, piece_share);
  if (is_empty(mask)) return std::nullopt;
  return negative(grey_levels(photo), mask);
}

std::optional<Picture> picture_from_drawing(RgbaView image) {
  check(image);
  const Plane<Pixel> drawing = shrink(image, drawing_edge);
  Plane<float> levels = grey_levels(drawing);
  for (std::size_t i = 0; i < levels.size(); ++i) levels.values[i] *= drawing.values[i].alpha;
  return centred_drawing(std::move(levels));
}

}  // namespace fitting_room
