#include "engine/inference.h"

#include <algorithm>
#include <cmath>

#include "kernels/pointwise.h"
#include "tensor/error.h"
#include "training/image_range.h"

namespace fitting_room {

std::vector<float> logits_of(std::span<const std::uint8_t> pixels, const Sequential& network,
                             BatchRunner& runner, std::span<float> features) {
  const std::size_t count = pixels.size() / image_pixels;
  std::vector<float> logits(count * network.classes());
  runner.infer(
      count,
      [&](std::size_t first, std::size_t samples, float* rows) {
        std::ranges::transform(pixels.subspan(first * image_pixels, samples * image_pixels), rows,
                               scale_pixel);
      },
      logits, features);
  return logits;
}

std::vector<float> probabilities_from(std::vector<float> logits, std::size_t classes) {
  softmax(classes, logits);
  if (!std::ranges::all_of(logits, [](float value) { return std::isfinite(value); })) {
    throw Error("bad-model",
                "This network's parameters are so large that its answer is no number. Load "
                "another model, or start anew.");
  }
  return logits;
}

}  // namespace fitting_room
