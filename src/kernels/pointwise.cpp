#include "kernels/pointwise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/negligible.h"
#include "kernels/philox_simd.h"
#include "kernels/simd.h"

namespace fitting_room {

void dropout(float rate, const Philox& random, std::size_t first_sample, std::size_t features,
             std::span<float> values, std::span<float> factors) {
  constexpr std::size_t per_block = 8;  // eight 16-bit numbers in a block of 128 bits
  const v128_t threshold =
      wasm_i16x8_splat(static_cast<std::int16_t>(std::lround(rate * 65536.0f)));
  const v128_t keep = wasm_f32x4_splat(1.0f / (1.0f - rate));
  const std::size_t blocks = (features + per_block - 1) / per_block;
  const simd::Philox4 four(random);
  for (std::size_t row = 0; row < values.size() / features; ++row) {
    float* row_factors = factors.data() + row * features;
    for (std::size_t block = 0; block < blocks; block += simd::lanes) {
      const simd::Philox4::Blocks bits = four((first_sample + row) * blocks + block);
      const auto write = [&](float* to) {
        for (std::size_t i = 0; i < simd::lanes; ++i, to += per_block) {
          const v128_t kept = wasm_u16x8_ge(bits.of[i], threshold);
          simd::store(to, wasm_v128_and(wasm_i32x4_extend_low_i16x8(kept), keep));
          simd::store(to + simd::lanes, wasm_v128_and(wasm_i32x4_extend_high_i16x8(kept), keep));
        }
      };
      const std::size_t start = block * per_block;
      if (start + simd::lanes * per_block <= features) {
        write(row_factors + start);
      } else {
        float last[simd::lanes * per_block];
        write(last);
        std::copy_n(last, features - start, row_factors + start);
      }
    }
  }
  multiply(values, factors);
}

void multiply(std::span<float> values, std::span<const float> factors) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= factors[i];
}

void softmax(std::size_t classes, std::span<float> logits) {
  for (std::size_t start = 0; start < logits.size(); start += classes) {
    const std::span<float> row = logits.subspan(start, classes);
    const float largest = *std::max_element(row.begin(), row.end());
    float sum = 0.0f;
    for (float& value : row) sum += value = std::exp(value - largest);
    for (float& value : row) value /= sum;
  }
}

namespace {

/// @param is_right (row, class). A single right class is not summed over, so that its loss is what
/// it would be without sets, to the last bit.
template <typename IsRight>
LossSums cross_entropy_of(std::size_t classes, std::span<const float> logits, std::size_t rows,
                          const IsRight& is_right, float scale, std::span<float> gradient,
                          float smoothing) {
  LossSums sums;
  const float share = smoothing / static_cast<float>(classes);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::span<const float> values = logits.subspan(row * classes, classes);
    const auto largest = std::max_element(values.begin(), values.end());
    const auto top = static_cast<std::size_t>(largest - values.begin());
    float sum = 0.0f, best_right = -std::numeric_limits<float>::infinity();
    for (std::size_t c = 0; c < classes; ++c) {
      sum += std::exp(values[c] - *largest);
      if (is_right(row, c)) best_right = std::max(best_right, values[c]);
    }
    float sum_right = 0.0f;
    for (std::size_t c = 0; c < classes; ++c) {
      if (is_right(row, c)) sum_right += std::exp(values[c] - best_right);
    }
    const float log_right = std::log(sum_right) + best_right;
    sums.loss += std::log(sum) + *largest - log_right;
    if (smoothing != 0) {
      for (const float value : values) sums.loss += share * (log_right - value);
    }
    if (is_right(row, top)) ++sums.correct;
    if (gradient.empty()) continue;
    const std::span<float> row_gradient = gradient.subspan(row * classes, classes);
    for (std::size_t c = 0; c < classes; ++c) {
      row_gradient[c] = (std::exp(values[c] - *largest) / sum - share) * scale;
      if (is_right(row, c)) {
        row_gradient[c] -= (1 - smoothing) * (std::exp(values[c] - best_right) / sum_right) * scale;
      }
      row_gradient[c] = without_negligible(row_gradient[c]);
    }
  }
  return sums;
}

}  // namespace

LossSums softmax_cross_entropy(std::size_t classes, std::span<const float> logits,
                               std::span<const ClassSet> targets, float scale,
                               std::span<float> gradient, float smoothing) {
  const auto is_right = [&](std::size_t row, std::size_t c) {
    return (targets[row] >> c & 1) != 0;
  };
  return cross_entropy_of(classes, logits, targets.size(), is_right, scale, gradient, smoothing);
}

LossSums softmax_cross_entropy(std::size_t classes, std::span<const float> logits,
                               std::span<const std::uint8_t> labels, float scale,
                               std::span<float> gradient, float smoothing) {
  const auto is_right = [&](std::size_t row, std::size_t c) { return labels[row] == c; };
  return cross_entropy_of(classes, logits, labels.size(), is_right, scale, gradient, smoothing);
}

}  // namespace fitting_room
