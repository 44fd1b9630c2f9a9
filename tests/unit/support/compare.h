#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "tensor/error.h"
#include "tensor/tensor.h"

namespace fitting_room::test {

using Doubles = std::vector<double>;

inline Doubles to_doubles(std::span<const float> values) { return {values.begin(), values.end()}; }
inline Doubles to_doubles(const Tensor& tensor) { return to_doubles(tensor.values()); }

/// |actual - expected| / |expected| in the Euclidean norm, over expected's length; one wrong
/// element among a hundred thousand still shows as 1e-3. Infinite where a value is NaN or one is
/// missing.
inline double relative_error(std::span<const float> actual, std::span<const double> expected) {
  if (actual.size() < expected.size()) return std::numeric_limits<double>::infinity();
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
    norm += expected[i] * expected[i];
  }
  if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
  return norm == 0 ? std::sqrt(difference) : std::sqrt(difference / norm);
}

/// Equal bit for bit, the sign of zero included.
inline bool same_bits(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(a[i] == b[i] && std::signbit(a[i]) == std::signbit(b[i]))) return false;
  }
  return true;
}
inline bool same_bits(const Tensor& a, const Tensor& b) {
  return same_bits(a.values(), b.values());
}

inline bool all_finite(std::span<const float> values) {
  for (const float value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

inline std::size_t count_denormals(std::span<const float> values) {
  return static_cast<std::size_t>(std::ranges::count_if(
      values, [](float value) { return std::fpclassify(value) == FP_SUBNORMAL; }));
}
inline std::size_t count_denormals(const Tensor& tensor) {
  return count_denormals(tensor.values());
}

/// "code: sentence" of the Error that `body` throws, "accepted" if it throws none.
template <typename Body>
std::string refusal(const Body& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code() + ": " + error.what();
  }
  return "accepted";
}

}  // namespace fitting_room::test
