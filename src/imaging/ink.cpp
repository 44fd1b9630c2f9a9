#include "imaging/ink.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "imaging/smooth.h"

namespace fitting_room::imaging {
namespace {

constexpr float byte = 1 / 255.0f;
constexpr std::array<float Pixel::*, 3> channels = {&Pixel::red, &Pixel::green, &Pixel::blue};

// A thick pen in a picture that it fills leaves half of it free; no camera repeats one colour in
// as much as a third.
constexpr double exact_share = 0.35;
// Half the widest ink, as a share of the picture's longest edge.
constexpr double reach = 0.06;
// The ground changes slowly: it is looked for in a picture that is smaller by this.
constexpr std::size_t coarse = 4;
// In a shadow, as a share of where it is lightest.
constexpr float darkest_paper = 0.35f;
// Near black a camera's noise is as strong as what it sees.
constexpr float darkest_ground = 0.2f;

std::size_t byte_of(float level) {
  return static_cast<std::size_t>(std::clamp(std::lround(255 * level), 0L, 255L));
}

// Of each channel the value that is most frequent along the border: a filled shape may cover more
// than the ground does, but not there.
Pixel colour_of_border(const Plane<Pixel>& picture) {
  Pixel usual{0, 0, 0, 1};
  for (const auto channel : channels) {
    std::array<std::size_t, 256> counts{};
    const auto count = [&](std::size_t x, std::size_t y) {
      ++counts[byte_of(picture.at(x, y).*channel)];
    };
    for (std::size_t x = 0; x < picture.width; ++x) count(x, 0), count(x, picture.height - 1);
    for (std::size_t y = 0; y < picture.height; ++y) count(0, y), count(picture.width - 1, y);
    const auto most = std::max_element(counts.begin(), counts.end());
    usual.*channel = static_cast<float>(most - counts.begin()) * byte;
  }
  return usual;
}

float difference(const Pixel& one, const Pixel& other) {
  float most = 0;
  for (const auto channel : channels) {
    most = std::max(most, std::abs(one.*channel - other.*channel));
  }
  return most;
}

// What the channel would be without ink, in a coarse picture: thin dark parts are closed over.
// Beyond the edge nothing is known, so light that falls off towards it is no ink.
Plane<float> bare_ground(const Plane<float>& channel) {
  const std::size_t width = std::max<std::size_t>(1, channel.width / coarse);
  const std::size_t height = std::max<std::size_t>(1, channel.height / coarse);
  const Plane<float> small = resize(channel, {0, 0, channel.width, channel.height}, width, height);
  const auto radius = static_cast<std::size_t>(std::lround(reach * std::max(width, height)));
  Plane<float> ground = closed(small, std::max<std::size_t>(1, radius));
  blur(ground, 2);
  blur(ground, 2);
  return ground;
}

bool may_be_paper(const Plane<float>& ground) {
  return quantile(ground.values, 0.02) > darkest_paper * quantile(ground.values, 0.95);
}

// Paper is as likely lighter as darker than usual: half of it lies below, and no ink does.
void centre_on_paper(Ink& ink) {
  // At least six tenths of the picture are paper, so its middle is at three of ten.
  const float paper = quantile(ink.levels.values, 0.3);
  std::vector<float> lighter;
  for (float& level : ink.levels.values) {
    level -= paper;
    if (level < 0) lighter.push_back(-level);
  }
  constexpr float deviations = 1.4826f;  // of a Gaussian, from the median of its distances
  ink.noise = deviations * quantile(std::move(lighter), 0.5) + byte / 2;
}

std::optional<Ink> ink_on_paper(const Plane<Pixel>& picture) {
  Ink ink{Plane<float>(picture.width, picture.height, -1), 0, false};
  Plane<float> level(picture.width, picture.height);
  for (const auto channel : channels) {
    std::transform(picture.values.begin(), picture.values.end(), level.values.begin(),
                   [&](const Pixel& pixel) { return pixel.*channel; });
    const Plane<float> coarse_ground = bare_ground(level);
    if (!may_be_paper(coarse_ground)) return std::nullopt;
    const Plane<float> ground = enlarged(coarse_ground, level.width, level.height);
    for (std::size_t i = 0; i < level.size(); ++i) {
      const float share = level.values[i] / std::max(ground.values[i], darkest_ground);
      ink.levels.values[i] = std::max(ink.levels.values[i], 1 - share);
    }
  }
  blur(ink.levels, 1);
  centre_on_paper(ink);
  return ink;
}

}  // namespace

std::optional<Ink> ink_on_ground(const Plane<Pixel>& picture) {
  const Pixel ground = colour_of_border(picture);
  Plane<float> levels(picture.width, picture.height);
  std::transform(picture.values.begin(), picture.values.end(), levels.values.begin(),
                 [&](const Pixel& pixel) { return difference(pixel, ground); });
  const auto same = std::count_if(levels.values.begin(), levels.values.end(),
                                  [](float level) { return level < 0.6f * byte; });
  if (static_cast<double>(same) < exact_share * static_cast<double>(levels.size())) {
    return ink_on_paper(picture);
  }
  return {{std::move(levels), byte / 2, true}};
}

}  // namespace fitting_room::imaging
