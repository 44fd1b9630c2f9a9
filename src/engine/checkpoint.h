#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/classes.h"
#include "nn/sequential.h"
#include "training/settings.h"
#include "training/trainer.h"

namespace fitting_room {

/// A run as it can be kept in a file: a safetensors file whose metadata "checkpoint" holds the
/// counters as JSON, and whose tensors are the parameters, the last good parameters and the
/// optimizer's moments, in float32.
struct Checkpoint {
  std::unique_ptr<Sequential> network;
  Classes classes;  // of its outputs; one more, behind them, is for none of them
  TrainingSettings settings;
  TrainerState state;
  std::uint64_t images_fingerprint = 0;  // of training and validation images together
};

std::vector<std::uint8_t> write_checkpoint(const Sequential& network, const Classes& classes,
                                           const TrainingSettings& settings,
                                           const TrainerState& state,
                                           std::uint64_t images_fingerprint);

/// @throws Error "bad-checkpoint" with a sentence that says what is wrong.
Checkpoint read_checkpoint(std::span<const std::uint8_t> bytes);

}  // namespace fitting_room
