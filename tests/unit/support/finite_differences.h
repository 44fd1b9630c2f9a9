#pragma once

#include <cstddef>
#include <vector>

#include "support/compare.h"

namespace fitting_room::test {

/// The gradient of `loss` by each of `values`, by central differences in float64: error about
/// step^2 plus 1e-16 / step. `loss` reads `values`, which are left as they were.
template <typename Loss>
Doubles central_differences(Doubles& values, const Loss& loss, double step = 1e-5) {
  Doubles gradient(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    values[i] = value + step;
    const double above = loss();
    values[i] = value - step;
    const double below = loss();
    values[i] = value;
    gradient[i] = (above - below) / (2 * step);
  }
  return gradient;
}

/// A loss whose gradient by each output is known: the weighted sum of outputs.
inline double weighted_sum(const Doubles& weights, const Doubles& outputs) {
  double sum = 0;
  for (std::size_t i = 0; i < outputs.size(); ++i) sum += weights[i] * outputs[i];
  return sum;
}

}  // namespace fitting_room::test
