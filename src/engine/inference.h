// What a network says of pictures as they are stored, one byte for each pixel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/sequential.h"
#include "training/batch_runner.h"

namespace fitting_room {

/// @param pixels {count, 28 × 28}. @param features receives what the last layer reads, or is empty.
/// @return logits {count, classes}.
std::vector<float> logits_of(std::span<const std::uint8_t> pixels, const Sequential& network,
                             BatchRunner& runner, std::span<float> features = {});

/// @param logits {count, classes}. @return probabilities. @throws Error "bad-model" where they are
/// no numbers.
std::vector<float> probabilities_from(std::vector<float> logits, std::size_t classes);

}  // namespace fitting_room
