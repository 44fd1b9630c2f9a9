#include "imaging/background.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "imaging/regions.h"

namespace fitting_room::imaging {
namespace {

// Distances in OKLab, where black and white are 1 apart.
// No camera repeats a colour as exactly as this; a JPEG of a drawing does.
constexpr float same_colour = 0.004f;
constexpr float tolerance = 0.05f;  // the data set's own: within 5 % of the corner's colour
// Garments may cover the larger part of the border, since trimmed pictures touch two edges.
constexpr double plain_share = 0.3;

bool on_border(const Plane<Pixel>& photo, std::size_t x, std::size_t y) {
  return x == 0 || y == 0 || x + 1 == photo.width || y + 1 == photo.height;
}

std::size_t byte_of(float level) {
  return static_cast<std::size_t>(std::clamp(std::lround(255 * level), 0L, 255L));
}

}  // namespace

Pixel usual_on_border(const Plane<Pixel>& photo) {
  Pixel usual{0, 0, 0, 1};
  for (const auto channel : channels) {
    std::array<std::size_t, 256> counts{};
    for (std::size_t y = 0; y < photo.height; ++y) {
      const std::size_t step = y == 0 || y + 1 == photo.height ? 1 : photo.width - 1;
      for (std::size_t x = 0; x < photo.width; x += std::max<std::size_t>(1, step)) {
        ++counts[byte_of(photo.at(x, y).*channel)];
      }
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    usual.*channel = static_cast<float>(most - counts.begin()) / 255;
  }
  return usual;
}

std::optional<Mask> cut_out(Plane<Pixel>& photo) {
  Mask opaque(photo.width, photo.height);
  for (std::size_t i = 0; i < photo.size(); ++i) opaque.values[i] = photo.values[i].alpha >= 0.5f;
  const Box box = bounding_box(opaque);
  Plane<Pixel> inside(box.width, box.height);
  for (std::size_t y = 0; y < box.height; ++y) {
    for (std::size_t x = 0; x < box.width; ++x) {
      const Pixel& pixel = photo.at(box.left + x, box.top + y);
      const float white = 1 - pixel.alpha;
      inside.at(x, y) = {pixel.red * pixel.alpha + white, pixel.green * pixel.alpha + white,
                         pixel.blue * pixel.alpha + white, 1};
    }
  }
  const auto count = std::count(opaque.values.begin(), opaque.values.end(), 1);
  // Rounded corners do not make a photo a cut-out.
  const bool rectangle = static_cast<double>(count) > 0.95 * static_cast<double>(inside.size());
  const bool whole = inside.size() == photo.size();
  if (!rectangle || (!whole && !shows_something(inside))) return opaque;
  photo = std::move(inside);
  return std::nullopt;
}

Plane<Pixel> painted_over(const Plane<Pixel>& picture, float ground) {
  Plane<Pixel> result = picture;
  for (Pixel& pixel : result.values) {
    const float bare = (1 - pixel.alpha) * ground;
    pixel = {pixel.red * pixel.alpha + bare, pixel.green * pixel.alpha + bare,
             pixel.blue * pixel.alpha + bare, 1};
  }
  return result;
}

bool shows_something(const Plane<Pixel>& photo) {
  const Colour first = oklab(photo.values.front());
  return std::any_of(photo.values.begin(), photo.values.end(),
                     [&](const Pixel& pixel) { return (oklab(pixel) - first).norm() > tolerance; });
}

std::optional<Colour> plain_background(const Plane<Pixel>& photo) {
  std::vector<Colour> border;
  for (std::size_t y = 0; y < photo.height; ++y) {
    for (std::size_t x = 0; x < photo.width; ++x) {
      if (on_border(photo, x, y)) border.push_back(oklab(photo.at(x, y)));
    }
  }
  // A few hundred colours: the one with most others at its side is found by comparing them all.
  std::size_t most = 0;
  Colour plain = Colour::Zero();
  for (const Colour& candidate : border) {
    const auto alike = static_cast<std::size_t>(
        std::count_if(border.begin(), border.end(), [&](const Colour& colour) {
          return (colour - candidate).squaredNorm() < same_colour * same_colour;
        }));
    if (alike > most) {
      most = alike;
      plain = candidate;
    }
  }
  if (static_cast<double>(most) < plain_share * static_cast<double>(border.size()))
    return std::nullopt;
  return plain;
}

Plane<float> differences_from(const Plane<Pixel>& photo, const Pixel& ground) {
  Plane<float> differences(photo.width, photo.height);
  for (std::size_t i = 0; i < photo.size(); ++i) {
    for (const auto channel : channels) {
      differences.values[i] =
          std::max(differences.values[i], std::abs(photo.values[i].*channel - ground.*channel));
    }
  }
  return differences;
}

Plane<float> differences_from_border(const Plane<Pixel>& photo) {
  return differences_from(photo, usual_on_border(photo));
}

Mask differing_from(const Plane<Pixel>& photo, const Colour& background) {
  Mask mask(photo.width, photo.height);
  for (std::size_t i = 0; i < photo.size(); ++i) {
    mask.values[i] = (oklab(photo.values[i]) - background).norm() > tolerance;
  }
  return mask;
}

}  // namespace fitting_room::imaging
