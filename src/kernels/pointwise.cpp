#include "kernels/pointwise.h"

#include <algorithm>
#include <cmath>

namespace fitting_room {

void dropout(float rate, const Philox& random, std::size_t first_sample, std::size_t features,
             std::span<float> values, std::span<float> factors) {
  constexpr std::size_t per_block = 8;  // eight 16-bit numbers in a block of 128 bits
  const auto threshold = static_cast<std::uint32_t>(std::lround(rate * 65536.0f));
  const float keep = 1.0f / (1.0f - rate);
  const std::size_t blocks = (features + per_block - 1) / per_block;
  for (std::size_t row = 0; row < values.size() / features; ++row) {
    float* row_factors = factors.data() + row * features;
    for (std::size_t block = 0; block < blocks; ++block) {
      const Philox::Block bits = random((first_sample + row) * blocks + block);
      float drawn[per_block];
      for (std::size_t i = 0; i < per_block; ++i) {
        const std::uint32_t number = bits[i / 2] >> (i % 2 * 16) & 0xFFFF;
        drawn[i] = number >= threshold ? keep : 0.0f;
      }
      const std::size_t start = block * per_block;
      std::copy_n(drawn, std::min(per_block, features - start), row_factors + start);
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

LossSums softmax_cross_entropy(std::size_t classes, std::span<const float> logits,
                               std::span<const std::uint8_t> labels, float scale,
                               std::span<float> gradient) {
  LossSums sums;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const std::span<const float> values = logits.subspan(row * classes, classes);
    const auto largest = std::max_element(values.begin(), values.end());
    float sum = 0.0f;
    for (const float value : values) sum += std::exp(value - *largest);
    sums.loss += std::log(sum) + *largest - values[labels[row]];
    if (static_cast<std::size_t>(largest - values.begin()) == labels[row]) ++sums.correct;
    if (gradient.empty()) continue;
    const std::span<float> row_gradient = gradient.subspan(row * classes, classes);
    for (std::size_t c = 0; c < classes; ++c) {
      row_gradient[c] = std::exp(values[c] - *largest) / sum * scale;
    }
    row_gradient[labels[row]] -= scale;
  }
  return sums;
}

}  // namespace fitting_room
