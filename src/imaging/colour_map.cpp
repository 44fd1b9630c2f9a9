#include "imaging/colour_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "imaging/colour.h"

namespace fitting_room::imaging {
namespace {

// Distances in OKLab.
constexpr float colourless = 0.03f;
constexpr float least_span = 0.3f;    // of lightness, from the darkest cell to the lightest
constexpr float most_spread = 0.02f;  // of hue between two cells next in lightness
constexpr float most_astray = 0.03f;  // of the cells from the colours of a map, on average

// sRGB at 0, 1/8 … 1; in between, the colours are mixed.
using Anchors = std::array<unsigned, 9>;
constexpr std::array<Anchors, 6> uneven_maps{{
    // jet
    {0x000080, 0x0000ff, 0x0080ff, 0x00ffff, 0x80ff80, 0xffff00, 0xff8000, 0xff0000, 0x800000},
    // turbo
    {0x30123b, 0x466be3, 0x28bceb, 0x32f298, 0xa4fc3c, 0xeecf3a, 0xfb7e21, 0xd02f05, 0x7a0403},
    // coolwarm
    {0x3b4cc0, 0x6282ea, 0x8db0fe, 0xb9d0f9, 0xdddcdc, 0xf5c4ac, 0xf4987a, 0xdd5f4b, 0xb40426},
    // RdBu
    {0x67001f, 0xbb2a34, 0xe58368, 0xfbceb7, 0xf6f7f7, 0xc0dceb, 0x68abd0, 0x2870b1, 0x053061},
    // seismic
    {0x00004c, 0x0000a6, 0x0101ff, 0x8181ff, 0xfffdfd, 0xff7d7d, 0xfe0000, 0xbe0000, 0x800000},
    // Spectral
    {0x9e0142, 0xdd4a4c, 0xf98e52, 0xfed481, 0xffffbe, 0xd6ee9b, 0x86cfa5, 0x3d95b8, 0x5e4fa2},
}};

// A map's colours, from 0 to 1.
std::vector<Colour> curve_through(const Anchors& anchors) {
  constexpr std::size_t parts = 16;  // of the way between two anchors: a few levels of 255
  const auto mixed = [](unsigned from, unsigned to, float share) {
    const auto channel = [&](unsigned shift) {
      const float a = from >> shift & 0xff, b = to >> shift & 0xff;
      return (a + (b - a) * share) / 255;
    };
    return oklab({channel(16), channel(8), channel(0), 1});
  };
  std::vector<Colour> curve;
  for (std::size_t i = 0; i + 1 < anchors.size(); ++i) {
    for (std::size_t part = 0; part < parts; ++part) {
      curve.push_back(mixed(anchors[i], anchors[i + 1], static_cast<float>(part) / parts));
    }
  }
  curve.push_back(mixed(anchors.back(), anchors.back(), 0));
  return curve;
}

struct Reading {
  std::vector<float> values;
  float astray = 0;  // how far the colours are from those of the map, on average
};

// The values where the curve comes nearest to the colours.
Reading read_along(const std::vector<Colour>& curve, const std::vector<Colour>& colours) {
  Reading reading;
  for (const Colour& colour : colours) {
    float nearest = std::numeric_limits<float>::max();
    std::size_t at = 0;
    for (std::size_t i = 0; i < curve.size(); ++i) {
      const float distance = (curve[i] - colour).squaredNorm();
      if (distance < nearest) nearest = distance, at = i;
    }
    reading.values.push_back(static_cast<float>(at) / static_cast<float>(curve.size() - 1));
    reading.astray += std::sqrt(nearest) / static_cast<float>(colours.size());
  }
  return reading;
}

// A plot's colours reach from one end of its map to the other: the half of one that has two is a
// map of its own.
bool reaches_both_ends(const std::vector<float>& values) {
  constexpr float end = 0.1f;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return *least < end && *most > 1 - end;
}

std::optional<std::vector<float>> values_in_uneven_map(const std::vector<Colour>& colours) {
  static const std::vector<std::vector<Colour>> curves = [] {
    std::vector<std::vector<Colour>> all;
    std::transform(uneven_maps.begin(), uneven_maps.end(), std::back_inserter(all), curve_through);
    return all;
  }();
  Reading best{{}, most_astray};
  for (const std::vector<Colour>& curve : curves) {
    Reading reading = read_along(curve, colours);
    if (reading.astray < best.astray && reaches_both_ends(reading.values)) best = reading;
  }
  if (best.values.empty()) return std::nullopt;
  return best.values;
}

// Lightness 0..1 as the makers of even maps measure it: near black it rises more slowly than
// OKLab's, and faster than the one that OKLab's author made like CIE L* (B. Ottosson, "Okhsv and
// Okhsl", 2021). Halfway between both, viridis, plasma, magma, inferno and cividis are straight to
// 8 of 255.
float even_lightness(const Colour& colour) {
  constexpr float k1 = 0.206f, k2 = 0.03f, k3 = (1 + k1) / (1 + k2);
  const float ok = colour[0], shifted = k3 * ok - k1;
  const float cie = (shifted + std::sqrt(shifted * shifted + 4 * k2 * k3 * ok)) / 2;
  return (ok + cie) / 2;
}

// Maps are made to look even, so that lightness tells the value; then one lightness has one colour.
std::optional<std::vector<float>> values_in_even_map(const std::vector<Pixel>& pixels,
                                                     std::vector<Colour> colours) {
  std::sort(colours.begin(), colours.end(),
            [](const Colour& one, const Colour& other) { return one[0] < other[0]; });
  const float darkest = even_lightness(colours.front());
  const float span = even_lightness(colours.back()) - darkest;
  if (span < least_span) return std::nullopt;
  const auto hue = [](const Colour& colour) { return colour.tail<2>(); };
  float spread = 0, most = 0;
  for (std::size_t i = 1; i < colours.size(); ++i) {
    spread += (hue(colours[i]) - hue(colours[i - 1])).norm();
    most = std::max(most, hue(colours[i]).norm());
  }
  if (spread > most_spread * static_cast<float>(colours.size())) return std::nullopt;
  std::vector<float> values;
  for (const Pixel& pixel : pixels) {
    values.push_back(most < colourless ? grey(pixel)
                                       : (even_lightness(oklab(pixel)) - darkest) / span);
  }
  return values;
}

}  // namespace

std::optional<std::vector<float>> values_of(const std::vector<Pixel>& pixels) {
  std::vector<Colour> colours;
  std::transform(pixels.begin(), pixels.end(), std::back_inserter(colours), oklab);
  if (std::optional<std::vector<float>> values = values_in_uneven_map(colours)) return values;
  return values_in_even_map(pixels, std::move(colours));
}

}  // namespace fitting_room::imaging
