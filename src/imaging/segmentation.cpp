#include "imaging/segmentation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "imaging/colour_mixture.h"
#include "imaging/min_cut.h"
#include "imaging/palette.h"

namespace fitting_room::imaging {
namespace {

// Chosen by trying on a few hundred snapshots. Most may change by a third without much effect; a
// smaller prior_radius cuts off garments that fill the photo.
constexpr int components = 4;   // Gaussians for the garment and for the background
constexpr int soft_rounds = 4;  // before the first cut: pixels belong to both sides in part
constexpr int cuts = 2;
constexpr float smoothness = 3;      // cost of cutting between two pixels of the same colour
constexpr float strongest_odds = 8;  // a single pixel never outvotes its neighbours
constexpr float prior_middle = 0.6f,
                prior_edge = 0.05f;    // chance of garment in the middle, at the edge
constexpr float prior_radius = 0.85f;  // where it is half way between; 1 is the edge of the photo
constexpr float prior_slope = 12;

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

// How likely each pixel is to be garment before any colour is seen: people put it in the middle.
// Mild on purpose: garments touch the edges of snapshots, and small ones leave much of the middle
// free.
Plane<float> prior_odds(std::size_t width, std::size_t height) {
  Plane<float> odds(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      const float u = std::abs((2 * x + 1.0f) / width - 1),
                  v = std::abs((2 * y + 1.0f) / height - 1);
      const float radius = std::pow(u * u * u * u + v * v * v * v, 0.25f);  // a rounded rectangle
      const float share =
          prior_edge + (prior_middle - prior_edge) * sigmoid(prior_slope * (prior_radius - radius));
      odds.at(x, y) = std::log(share / (1 - share));
    }
  }
  return odds;
}

// The logarithm of the odds that a colour is garment rather than background, for each cell, when
// `belief` says how likely each pixel is garment.
std::vector<float> colour_odds(const Palette& palette, const std::vector<float>& belief) {
  std::vector<float> garment(palette.colours.size()), background(palette.colours.size());
  for (std::size_t i = 0; i < belief.size(); ++i) {
    garment[palette.cells.values[i]] += belief[i];
    background[palette.cells.values[i]] += 1 - belief[i];
  }
  const ColourMixture garment_colours(palette.colours, garment, components);
  const ColourMixture background_colours(palette.colours, background, components);
  std::vector<float> odds;
  for (const Colour& colour : palette.colours) {
    odds.push_back(garment_colours.log_density(colour) - background_colours.log_density(colour));
  }
  return odds;
}

// Edges cost the less to cut, the more the colour changes there, measured by the photo's own
// average change.
void set_edges(GridCut& grid, const Palette& palette) {
  const Plane<unsigned>& cells = palette.cells;
  const auto each_edge = [&](auto&& visit) {
    for (std::size_t y = 0; y < cells.height; ++y) {
      for (std::size_t x = 0; x < cells.width; ++x) {
        for (std::size_t step = 0; step < GridCut::forward_steps.size(); ++step) {
          const auto [dx, dy] = GridCut::forward_steps[step];
          if ((dx < 0 && x == 0) || (dx > 0 && x + 1 == cells.width)) continue;
          if (dy > 0 && y + 1 == cells.height) continue;
          const Colour& here = palette.colours[cells.at(x, y)];
          const Colour& there = palette.colours[cells.at(x + dx, y + dy)];
          visit(x, y, step, (here - there).squaredNorm());
        }
      }
    }
  };
  float sum = 0;
  std::size_t count = 0;
  each_edge([&](auto, auto, auto, float distance) { sum += distance, ++count; });
  const float scale = sum > 0 ? static_cast<float>(count) / (2 * sum) : 0;
  each_edge([&](std::size_t x, std::size_t y, std::size_t step, float distance) {
    const float length = step < 2 ? 1.0f : 1.4142136f;
    grid.set_edge(x, y, step, smoothness * std::exp(-scale * distance) / length);
  });
}

}  // namespace

Mask segment(const Plane<Pixel>& photo) {
  const Palette palette(photo);
  const Plane<float> prior = prior_odds(photo.width, photo.height);
  std::vector<float> belief(photo.size());
  std::transform(prior.values.begin(), prior.values.end(), belief.begin(), sigmoid);
  Mask mask(photo.width, photo.height);
  for (int round = 0; round < soft_rounds + cuts; ++round) {
    const std::vector<float> odds = colour_odds(palette, belief);
    const auto odds_at = [&](std::size_t i) {
      return odds[palette.cells.values[i]] + prior.values[i];
    };
    if (round < soft_rounds) {
      for (std::size_t i = 0; i < belief.size(); ++i) belief[i] = sigmoid(odds_at(i));
      continue;
    }
    GridCut grid(photo.width, photo.height);
    for (std::size_t i = 0; i < belief.size(); ++i) {
      grid.set_costs(i % photo.width, i / photo.width, 0,
                     std::clamp(odds_at(i), -strongest_odds, strongest_odds));
    }
    set_edges(grid, palette);
    mask = grid.cut();
    std::copy(mask.values.begin(), mask.values.end(), belief.begin());
  }
  return mask;
}

}  // namespace fitting_room::imaging
