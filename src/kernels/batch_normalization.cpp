#include "kernels/batch_normalization.h"

#include <algorithm>

namespace fitting_room {
namespace {

/// Rows that are summed in float32, which is fast, before float64 takes over, which is exact.
constexpr std::size_t rows_at_once = 64;

/// Adds up two numbers for each channel over all rows. @param row(r, first, second) adds row r's.
template <typename Row>
void sum_rows(std::size_t rows, std::size_t channels, std::vector<double>& first_sum,
              std::vector<double>& second_sum, const Row& row) {
  std::vector<float> first(channels), second(channels);
  for (std::size_t begin = 0; begin < rows; begin += rows_at_once) {
    std::ranges::fill(first, 0.0f);
    std::ranges::fill(second, 0.0f);
    const std::size_t end = std::min(begin + rows_at_once, rows);
    for (std::size_t r = begin; r < end; ++r) row(r, first.data(), second.data());
    for (std::size_t c = 0; c < channels; ++c) {
      first_sum[c] += first[c];
      second_sum[c] += second[c];
    }
  }
}

}  // namespace

ChannelMoments channel_moments(std::size_t rows, std::size_t channels, const float* input) {
  ChannelMoments moments{rows, std::vector<double>(channels), std::vector<double>(channels)};
  if (rows == 0) return moments;
  // Squares of distances from some value of the channel: those from zero would lose digits where
  // the mean is large.
  const float* centre = input;
  sum_rows(rows, channels, moments.mean, moments.squares,
           [&](std::size_t r, float* __restrict sum, float* __restrict squares) {
             const float* values = input + r * channels;
             for (std::size_t c = 0; c < channels; ++c) {
               const float distance = values[c] - centre[c];
               sum[c] += distance;
               squares[c] += distance * distance;
             }
           });
  const auto count = static_cast<double>(rows);
  for (std::size_t c = 0; c < channels; ++c) {
    const double mean = moments.mean[c] / count;
    moments.squares[c] = std::max(0.0, moments.squares[c] - mean * moments.mean[c]);
    moments.mean[c] = centre[c] + mean;
  }
  return moments;
}

void add_moments(ChannelMoments& sum, const ChannelMoments& part) {
  if (part.count == 0) return;
  const std::size_t count = sum.count + part.count;
  const double share = static_cast<double>(part.count) / static_cast<double>(count);
  for (std::size_t c = 0; c < sum.mean.size(); ++c) {
    const double apart = part.mean[c] - sum.mean[c];
    sum.mean[c] += apart * share;
    sum.squares[c] += part.squares[c] + apart * apart * share * static_cast<double>(sum.count);
  }
  sum.count = count;
}

void normalize(std::size_t rows, std::span<const float> mean, std::span<const float> scale,
               const float* shift, const float* input, float* output) {
  const std::size_t channels = mean.size();
  for (std::size_t r = 0; r < rows; ++r, input += channels, output += channels) {
    for (std::size_t c = 0; c < channels; ++c) {
      output[c] = scale[c] * (input[c] - mean[c]) + shift[c];
    }
  }
}

GradientSums gradient_sums(std::size_t rows, std::span<const float> mean, const float* input,
                           const float* output_gradient) {
  const std::size_t channels = mean.size();
  GradientSums sums{std::vector<double>(channels), std::vector<double>(channels)};
  sum_rows(rows, channels, sums.plain, sums.centred,
           [&](std::size_t r, float* __restrict plain, float* __restrict centred) {
             const float* values = input + r * channels;
             const float* gradients = output_gradient + r * channels;
             for (std::size_t c = 0; c < channels; ++c) {
               plain[c] += gradients[c];
               centred[c] += gradients[c] * (values[c] - mean[c]);
             }
           });
  return sums;
}

void normalize_backward(std::size_t rows, std::span<const float> mean, std::span<const float> scale,
                        std::span<const float> slope, std::span<const float> shift,
                        const float* input, const float* output_gradient, float* input_gradient) {
  const std::size_t channels = mean.size();
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t row = r * channels;
    for (std::size_t c = 0; c < channels; ++c) {
      input_gradient[row + c] =
          scale[c] * output_gradient[row + c] + slope[c] * (input[row + c] - mean[c]) + shift[c];
    }
  }
}

}  // namespace fitting_room
