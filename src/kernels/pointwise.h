#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
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

/// Which classes are right for a sample: bit c stands for class c. One for most; several where all
/// that is known is that it is one of them.
using ClassSet = std::uint16_t;
inline constexpr std::size_t class_set_size = std::numeric_limits<ClassSet>::digits;
constexpr ClassSet only_class(std::size_t index) { return static_cast<ClassSet>(1u << index); }

/// Softmax and cross-entropy in one, from logits {rows, classes}.
/// @param targets the right classes of each row, at least one of at most class_set_size.
/// The loss is the
/// negative logarithm of the sum of their probabilities, which is the usual one for a single class.
/// @param gradient {rows, classes} or empty; receives (probability - target) * scale, the gradient
/// of the mean loss when `scale` is 1 / batch. The target is a right class's part of the right
/// classes' probability, so 1 for a single class, and 0 for others.
/// @param smoothing 0 to 1, of the labels (Szegedy et al. 2016), as in Keras: each target becomes
/// target * (1 - smoothing) + smoothing / classes.
/// @return the sum of the losses, by log-sum-exp so that it stays finite for any finite logits, and
/// the number of rows whose largest logit (the first, if several) is a right class's.
LossSums softmax_cross_entropy(std::size_t classes, std::span<const float> logits,
                               std::span<const ClassSet> targets, float scale,
                               std::span<float> gradient, float smoothing = 0);
/// The same for integer labels, which may be of any number of classes.
LossSums softmax_cross_entropy(std::size_t classes, std::span<const float> logits,
                               std::span<const std::uint8_t> labels, float scale,
                               std::span<float> gradient, float smoothing = 0);

}  // namespace fitting_room
