#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/pointwise.h"

namespace fitting_room {

/// Loss, accuracy and confusion over samples, gathered slice by slice.
struct Metrics {
  std::size_t count = 0;
  std::size_t correct = 0;
  double loss_sum = 0;
  /// confusion[true class * classes + predicted class], or empty where it is not wanted.
  std::vector<std::uint32_t> confusion;

  double loss() const { return count == 0 ? 0 : loss_sum / static_cast<double>(count); }
  double accuracy() const {
    return count == 0 ? 0 : static_cast<double>(correct) / static_cast<double>(count);
  }
  /// Adds another's numbers; the order of additions decides the last bits of the loss.
  void add(const Metrics& other);
};

/// Rows of logits {labels.size(), classes} held against their labels.
/// @param gradient, smoothing as of softmax_cross_entropy; the gradient empty where none is wanted.
/// @param with_confusion whether to count the pairs of classes as well.
Metrics measure(std::size_t classes, std::span<const float> logits,
                std::span<const std::uint8_t> labels, float scale, std::span<float> gradient,
                bool with_confusion, float smoothing = 0);

/// The same for samples of which several classes may be right.
Metrics measure(std::size_t classes, std::span<const float> logits,
                std::span<const ClassSet> targets, float scale, std::span<float> gradient,
                float smoothing = 0);

/// One line of a run's history.
struct EpochRecord {
  std::size_t epoch = 0;  // counted from 1
  double loss = 0;        // mean over the epoch's images as they were trained on, as in Keras
  double accuracy = 0;
  double validation_loss = 0;
  double validation_accuracy = 0;
  std::vector<std::uint32_t> confusion;  // of the validation images
};

std::string history_to_csv(std::span<const EpochRecord> history);
std::string history_to_json(std::span<const EpochRecord> history);

}  // namespace fitting_room
