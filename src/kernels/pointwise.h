#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/philox.h"

namespace fitting_room {

/// Inverted dropout (Srivastava et al. 2014, scaled while training as in Keras): each value is
/// zeroed with probability `rate`, in steps of 2^-16, or else multiplied by 1 / (1 - rate).
/// @param values {samples, features}, changed in place; @param factors the same size, receives what
/// each value was multiplied by, which is also what the backward pass multiplies by.
/// @param first_sample the first row's number in its batch: rows are numbered so that a batch cut
/// into slices drops the same values as a whole one.
void dropout(float rate, const Philox& random, std::size_t first_sample, std::size_t features,
             std::span<float> values, std::span<float> factors);

/// values[i] *= factors[i]
void multiply(std::span<float> values, std::span<const float> factors);

/// Turns rows of logits into rows of probabilities, in place. {rows, classes}.
void softmax(std::size_t classes, std::span<float> logits);

/// What a loss function says about some samples: sums, so that slices and batches add up.
struct LossSums {
  double loss = 0;
  std::size_t correct = 0;
};

/// Softmax and cross-entropy of integer labels in one, from logits {rows, classes}.
/// @param gradient {rows, classes} or empty; receives (probability - target) * scale, the gradient
/// of the mean loss when `scale` is 1 / batch. The target is 1 for the true class and 0 for others.
/// @param smoothing 0 to 1, of the labels (Szegedy et al. 2016), as in Keras: each target becomes
/// target * (1 - smoothing) + smoothing / classes.
/// @return the sum of -target * log(probability), by log-sum-exp so that it stays finite for any
/// finite logits, and the number of rows whose largest logit (the first, if several) is the
/// label's.
LossSums softmax_cross_entropy(std::size_t classes, std::span<const float> logits,
                               std::span<const std::uint8_t> labels, float scale,
                               std::span<float> gradient, float smoothing = 0);

}  // namespace fitting_room
