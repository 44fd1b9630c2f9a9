#include "imaging/line_drawing.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "imaging/background.h"
#include "imaging/distance.h"
#include "imaging/ink.h"
#include "imaging/regions.h"
#include "imaging/smooth.h"

namespace fitting_room::imaging {
namespace {

// Chosen by trying on 3,409 snapshots of garments, the data set's images, 118 icons and 555
// drawings, as files and as if photographed on paper.
constexpr std::size_t smallest = 56;
constexpr double darkest_ink = 0.997;  // quantile: even a thin line covers a hundredth
constexpr float least_contrast = 0.1f, least_over_noise = 10;
constexpr float least_even = 0.7f;  // the palest tenth of a drawing's lines, as a share of all
constexpr double most_ink = 0.6, most_ink_on_paper = 0.35;  // of the picture's area
constexpr double most_grey = 0.05;  // of the ink's area: no line, and no ground either
// Of the ink's area, what is thicker than the thickest pen; more where the ink encloses ground.
constexpr float thick = 0.05f;  // half of it, as a share of the drawing's longest side
constexpr double most_thick = 0.25, most_thick_enclosing = 0.65, enclosing = 0.6;
// How long all lines together are, in longest sides: a striped shirt has more.
constexpr float longest_on_paper = 12;
constexpr double dust = 0.003;  // of the largest piece of ink

// What the lines are widened to, of a longest side of 28: somewhat more than the thinnest pen that
// the network has been trained with, whose lines are a pixel wide wherever they fall.
constexpr float least_width = 1.0f, side = image_side;

/// A line drawing as it is recognised.
struct Lines {
  Ink ink;
  float full;   // the level of a line's middle
  Mask mask;    // where the lines are
  float width;  // of most lines, in pixels
};

std::size_t area(const Mask& mask) {
  return static_cast<std::size_t>(std::count(mask.values.begin(), mask.values.end(), 1));
}

// The lines' middle: what is no nearer to the ground than any neighbour.
template <typename Visit>
void each_ridge(const Mask& mask, const Plane<float>& inside, Visit&& visit) {
  for (std::size_t y = 0; y < mask.height; ++y) {
    for (std::size_t x = 0; x < mask.width; ++x) {
      if (!mask.at(x, y)) continue;
      bool highest = true;
      for (std::size_t v = y - (y > 0); v <= std::min(y + 1, mask.height - 1); ++v) {
        for (std::size_t u = x - (x > 0); u <= std::min(x + 1, mask.width - 1); ++u) {
          highest = highest && inside.at(u, v) <= inside.at(x, y);
        }
      }
      if (highest) visit(x, y);
    }
  }
}

// The strongest of a pixel and its neighbours.
float strongest_near(const Plane<float>& levels, std::size_t x, std::size_t y) {
  float most = levels.at(x, y);
  for (std::size_t v = y - (y > 0); v <= std::min(y + 1, levels.height - 1); ++v) {
    for (std::size_t u = x - (x > 0); u <= std::min(x + 1, levels.width - 1); ++u) {
      most = std::max(most, levels.at(u, v));
    }
  }
  return most;
}

std::optional<Lines> lines_on_ground(const Plane<Pixel>& picture) {
  std::optional<Ink> ink = ink_on_ground(picture);
  if (!ink) return std::nullopt;
  Lines lines{std::move(*ink), 0, Mask(picture.width, picture.height), 0};
  const Plane<float>& levels = lines.ink.levels;
  Mask& mask = lines.mask;
  const bool exact = lines.ink.exact;
  const float full = lines.full = quantile(levels.values, darkest_ink);
  if (full < std::max(least_contrast, least_over_noise * lines.ink.noise)) return std::nullopt;

  for (std::size_t i = 0; i < mask.size(); ++i) mask.values[i] = levels.values[i] > full / 2;
  const auto inked = static_cast<double>(area(mask));
  if (inked > (exact ? most_ink : most_ink_on_paper) * static_cast<double>(mask.size())) {
    return std::nullopt;
  }
  if (!exact) keep_large_pieces(mask, dust);

  const Plane<float> inside = distance_to(mask, 0);
  std::vector<float> middles, depths;
  each_ridge(mask, inside, [&](std::size_t x, std::size_t y) {
    middles.push_back(strongest_near(levels, x, y));
    depths.push_back(inside.at(x, y));
  });
  if (quantile(std::move(middles), 0.1) < least_even * full) return std::nullopt;
  // Of an odd number of pixels the middle one counts half of itself.
  lines.width = 2 * quantile(std::move(depths), 0.5) - 0.5f;

  const Box box = bounding_box(mask);
  const auto longest = static_cast<float>(std::max(box.width, box.height));
  const auto too_thick = std::count_if(inside.values.begin(), inside.values.end(),
                                       [&](float depth) { return depth > thick * longest; });
  if (static_cast<double>(too_thick) > most_thick * inked) {
    Mask filled = mask;
    fill_holes(filled);
    const double enclosed = static_cast<double>(area(filled)) - inked;
    if (enclosed < enclosing * inked) return std::nullopt;
    if (static_cast<double>(too_thick) > most_thick_enclosing * inked) return std::nullopt;
  }
  if (!exact) {
    const float length = static_cast<float>(inked) / lines.width;
    return length > longest_on_paper * longest ? std::nullopt : std::optional(std::move(lines));
  }
  const Plane<float> outside = distance_to(mask, 1);
  std::size_t grey = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    grey += levels.values[i] > 0.15f * full && outside.values[i] > 2.5f;
  }
  if (static_cast<double>(grey) > most_grey * inked) return std::nullopt;
  return lines;
}

// The ink as light strokes: bare ground black, the lines' middles white, their edges as they are.
Plane<float> strokes(const Lines& lines) {
  // Half a level stays where it is, so that the lines keep their width.
  const float bare = lines.ink.exact ? 0.08f : 0.2f;
  Plane<float> result = lines.ink.levels;
  for (float& level : result.values) {
    level = std::clamp((level / lines.full - bare) / (1 - 2 * bare), 0.0f, 1.0f);
  }
  if (lines.ink.exact) return result;
  const Plane<float> outside = distance_to(lines.mask, 1);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (outside.values[i] > 2.5f) result.values[i] = 0;
  }
  return result;
}

// Draws every stroke wider by `reach` on both sides, onto a plane with a margin for it.
Plane<float> widened(const Plane<float>& thin, float reach) {
  const auto margin = static_cast<std::size_t>(std::ceil(reach));
  const std::size_t edge = 2 * margin + 1;
  Plane<float> pen(edge, edge);
  for (std::size_t y = 0; y < edge; ++y) {
    for (std::size_t x = 0; x < edge; ++x) {
      const auto middle = static_cast<float>(margin);
      const float distance =
          std::hypot(static_cast<float>(x) - middle, static_cast<float>(y) - middle);
      pen.at(x, y) = std::clamp(reach + 1 - distance, 0.0f, 1.0f);
    }
  }
  Plane<float> result(thin.width + 2 * margin, thin.height + 2 * margin);
  for (std::size_t y = 0; y < thin.height; ++y) {
    for (std::size_t x = 0; x < thin.width; ++x) {
      const float level = thin.at(x, y);
      if (level == 0) continue;
      for (std::size_t v = 0; v < edge; ++v) {
        float* row = &result.at(x, y + v);
        for (std::size_t u = 0; u < edge; ++u) row[u] = std::max(row[u], level * pen.at(u, v));
      }
    }
  }
  return result;
}

}  // namespace

std::optional<Plane<float>> strokes_in(const Plane<Pixel>& picture) {
  if (std::max(picture.width, picture.height) < smallest) return std::nullopt;
  std::optional<Lines> lines = lines_on_ground(painted_over(picture, 1));
  // Light lines on nothing were not seen on white.
  const bool transparent = std::any_of(picture.values.begin(), picture.values.end(),
                                       [](const Pixel& pixel) { return pixel.alpha < 0.5f; });
  if (!lines && transparent) lines = lines_on_ground(painted_over(picture, 0));
  if (!lines) return std::nullopt;

  Plane<float> result = strokes(*lines);
  const Box box = bounding_box(lines->mask);
  const auto longest = static_cast<float>(std::max(box.width, box.height));
  // The drawing grows with its lines.
  const float share = least_width / side;
  const float reach = (share * longest - lines->width) / 2 / (1 - share);
  return reach > 0 ? widened(result, reach) : result;
}

}  // namespace fitting_room::imaging
