#include "training/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

#include "data/images.h"
#include "training/image_changes.h"
#include "training/image_range.h"
#include "training/sampling.h"
#include "training/sketch/figures.h"
#include "training/sketch/hand.h"
#include "training/sketch/sketch.h"
#include "training/warp.h"

namespace fitting_room {
namespace {

using Pixels = std::array<float, image_pixels>;

constexpr float augmented_share = 0.8f;
constexpr float figure_share = 0.125f;
/// Of the others, where drawings are asked for; the second where photos are asked for as well.
constexpr float drawing_share = 0.3f, photo_share = 0.25f;
/// How far an image is shifted at most, in pixels.
constexpr int farthest = 2;

/// A square part of the plane that becomes the picture.
struct Window {
  Point middle;
  float half = 1;

  Point at(std::size_t column, std::size_t row) const {
    return {middle.u + half * pixel_centre(column), middle.v + half * pixel_centre(row)};
  }
};

/// The window that the changed garment just fills, found at the coarse scale of a picture.
Window fit(const Pixels& pixels, const Warp& warp) {
  constexpr float visible = 0.05f;
  constexpr Window wide{{0, 0}, 1.7f};
  float left = 2, right = -2, top = 2, bottom = -2;
  for (std::size_t row = 0; row < image_side; ++row)
    for (std::size_t column = 0; column < image_side; ++column) {
      const Point point = wide.at(column, row);
      if (sample(pixels, warp.source(point)) <= visible) continue;
      left = std::min(left, point.u);
      right = std::max(right, point.u);
      top = std::min(top, point.v);
      bottom = std::max(bottom, point.v);
    }
  if (left > right) return {};
  constexpr float half_pixel = wide.half / image_side;
  return {{(left + right) / 2, (top + bottom) / 2},
          std::max(right - left, bottom - top) / 2 + half_pixel};
}

}  // namespace

void look_like_photo(float* image, std::size_t label, Draws& draws) {
  Pixels pixels;
  std::copy_n(image, pixels.size(), pixels.begin());
  const Warp warp(draws, label, half_width(pixels));
  Window window = fit(pixels, warp);
  if (draws.chance(0.5f)) {
    window.half *= std::exp(draws.uniform(-0.08f, 0.08f));
    window.middle.u += draws.uniform(-1, 1) / 14;
    window.middle.v += draws.uniform(-1, 1) / 14;
  }
  for (std::size_t row = 0; row < image_side; ++row)
    for (std::size_t column = 0; column < image_side; ++column)
      *image++ = sample(pixels, warp.source(window.at(column, row)));
}

Draws Augmenter::draws(Purpose purpose, std::size_t sample) const {
  return Draws(Philox(settings_.seed, purpose, static_cast<std::uint32_t>(sample), step_));
}

Augmenter::Look Augmenter::look_of(std::size_t sample) const {
  const bool photos = settings_.augmentation == Augmentation::both;
  if (settings_.figures && draws(Purpose::figure, sample).chance(figure_share)) {
    return Look::figure;
  }
  switch (settings_.augmentation) {
    case Augmentation::none: return Look::as_is;
    case Augmentation::photo: return Look::photo;
    case Augmentation::drawing:
    case Augmentation::both: break;
  }
  const float chosen = draws(Purpose::look, sample).uniform(0, 1);
  if (chosen < drawing_share) return Look::drawing;
  return photos && chosen < drawing_share + photo_share ? Look::photo : Look::as_is;
}

void Augmenter::apply(std::size_t sample, std::size_t label, float* image) const {
  const Look look = look_of(sample);
  switch (look) {
    case Look::as_is: break;
    case Look::photo: {
      Draws random = draws(Purpose::augment, sample);
      const bool all = settings_.augmentation == Augmentation::both;  // the others are as they are
      if (random.chance(augmented_share) || all) look_like_photo(image, label, random);
      break;
    }
    case Look::drawing:
    case Look::figure: {
      Draws random = draws(Purpose::sketch, sample);
      const std::span<float, image_pixels> pixels(image, image_pixels);
      const std::optional<Picture> drawing = look == Look::drawing
                                                 ? sketch(pixels, label, random)
                                                 : drawn_by_hand(figure(label, random), {}, random);
      if (drawing) std::ranges::transform(*drawing, image, scale_pixel);
      break;
    }
  }
  if (settings_.flip || settings_.shift || settings_.erase) change(sample, image);
}

void Augmenter::change(std::size_t sample, float* image) const {
  Draws random = draws(Purpose::change, sample);
  // Drawn in any case, so that none of them depends on which others are switched on.
  const bool flipped = random.chance(0.5f);
  const int right = static_cast<int>(random.below(2 * farthest + 1)) - farthest;
  const int down = static_cast<int>(random.below(2 * farthest + 1)) - farthest;
  const bool erased = random.chance(0.5f);
  if (settings_.flip && flipped) flip_horizontally(image);
  if (settings_.shift) shift(image, right, down);
  if (settings_.erase && erased) erase(image, draw_rectangle(random), random);
}

}  // namespace fitting_room
