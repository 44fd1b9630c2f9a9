#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace fitting_room::test {

/// Numbers for tests that are the same on every platform: the standard fixes what std::mt19937
/// gives, but not what its distributions make of it.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : generator_(seed) {}

  std::size_t below(std::size_t bound) { return generator_() % bound; }

  float uniform(float low = -1, float high = 1) {
    return low + (high - low) * static_cast<float>(generator_() >> 8) * 0x1p-24f;
  }

  void fill(std::span<float> values) {
    for (float& value : values) value = uniform();
  }

  /// Uniform in -1..1, in the aligned and padded memory that kernels ask for.
  Tensor tensor(Shape shape) {
    Tensor values(std::move(shape));
    fill(values.values());
    return values;
  }

  std::vector<std::uint8_t> labels(std::size_t count, std::size_t classes) {
    std::vector<std::uint8_t> labels(count);
    for (std::uint8_t& label : labels) label = static_cast<std::uint8_t>(below(classes));
    return labels;
  }

 private:
  std::mt19937 generator_;
};

}  // namespace fitting_room::test
