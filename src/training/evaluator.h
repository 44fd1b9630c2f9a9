#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "training/batch_runner.h"
#include "training/image_range.h"
#include "training/metrics.h"

namespace fitting_room {

/// Where an evaluation stands.
struct EvaluationProgress {
  bool done = false;
  std::size_t count = 0;  // images to look at in all
  Metrics metrics;        // of those looked at so far, with confusion
  /// Of those looked at so far: {metrics.count, classes}. Belongs to the evaluator.
  std::span<const float> probabilities;
};

/// Loss, accuracy, confusion and probabilities of a network over a range of images, one batch at a
/// time.
class Evaluator {
 public:
  /// Images that one step looks at.
  static constexpr std::size_t batch_size = 128;

  /// The runner's network and the images must outlive the evaluator.
  Evaluator(BatchRunner& runner, std::size_t classes, ImageRange images)
      : runner_(runner), classes_(classes), images_(images) {}

  /// Looks at the next batch. Does nothing when all have been looked at.
  EvaluationProgress step();

 private:
  BatchRunner& runner_;
  std::size_t classes_;
  ImageRange images_;
  Metrics metrics_;
  std::vector<float> probabilities_;
};

/// The metrics of images [first, first + count) of a range.
Metrics evaluate_batch(BatchRunner& runner, std::size_t classes, const ImageRange& images,
                       std::size_t first, std::size_t count);
/// The same for as many images as there is room for logits {count, classes}, which it fills.
Metrics evaluate_batch(BatchRunner& runner, std::size_t classes, const ImageRange& images,
                       std::size_t first, std::span<float> logits);

}  // namespace fitting_room
