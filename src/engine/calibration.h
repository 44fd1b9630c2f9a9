#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/novelty.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"

namespace fitting_room {

/// Where a calibration stands.
struct CalibrationProgress {
  bool done = false;
  std::size_t processed = 0, count = 0;  // images looked at, of so many
};

/// Fits a Novelty to a network, one batch of images at a time: first means and covariance, then,
/// from other images, the limits.
class Calibration {
 public:
  /// Images that the means and the covariance are made from: more make little difference.
  static constexpr std::size_t most_images = 6'000;

  /// What is given must outlive this; neither range is empty.
  Calibration(BatchRunner& runner, const Sequential& network, ImageRange images,
              ImageRange held_out);

  /// Looks at the next batch. @throws Error "wrong-state" for a network without any answer.
  CalibrationProgress step();
  /// Once done.
  Novelty take() { return std::move(*novelty_); }

 private:
  BatchRunner& runner_;
  const Sequential& network_;
  ImageRange images_, held_out_;
  std::size_t processed_ = 0;
  Novelty::Fit fit_;
  std::optional<Novelty> novelty_;
  std::vector<float> distances_, roughnesses_;  // of the held-out images
};

}  // namespace fitting_room
