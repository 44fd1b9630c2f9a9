#include "engine/new_classes.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

#include "engine/inference.h"
#include "engine/outputs.h"

namespace fitting_room {
namespace {

/// Enough to tell their mean features.
constexpr std::size_t imprinting_images = 256;

/// The mean of what the last layer reads of pictures.
std::vector<float> mean_features(std::span<const std::uint8_t> pixels, const Sequential& network,
                                 BatchRunner& runner) {
  const std::size_t count = pixels.size() / image_pixels, width = network.features();
  std::vector<float> features(count * width), mean(width);
  logits_of(pixels, network, runner, features);
  for (std::size_t i = 0; i < features.size(); ++i) {
    mean[i % width] += features[i] / static_cast<float>(count);
  }
  return mean;
}

}  // namespace

void imprint_new_classes(Sequential& network, BatchRunner& runner, std::size_t known,
                         const ImageSet& examples, const ImageRange& images) {
  for (std::size_t c = known; c < network.classes(); ++c) {
    std::vector<std::uint8_t> own, others;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (examples.labels[i] == c) std::ranges::copy(examples.image(i), std::back_inserter(own));
    }
    const std::vector<float> kernel = output_of(network, c).kernel;
    const bool heard_of = std::ranges::any_of(kernel, [](float weight) { return weight != 0; });
    if (own.empty() || heard_of) continue;
    for (std::size_t i = 0; i < std::min(images.count, imprinting_images); ++i) {
      std::ranges::copy(images.set->image(images.place(i)), std::back_inserter(others));
    }
    set_output(network, c,
               imprinted(mean_features(own, network, runner),
                         mean_features(others, network, runner), reach_of_new_class));
  }
}

}  // namespace fitting_room
