#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Batch normalization (Ioffe & Szegedy 2015) of rows {rows, channels}: each channel's mean becomes
/// 0 and its variance 1. A batch may be in several parts, whose sums are made apart and then added.
namespace fitting_room {

/// How often a channel was seen, its mean and the sum of squares of the distances from it.
struct ChannelMoments {
  std::size_t count = 0;
  std::vector<double> mean, squares;
};

/// @param input {rows, channels}; without rows the moments are those of nothing.
ChannelMoments channel_moments(std::size_t rows, std::size_t channels, const float* input);

/// The moments of two parts together (Chan, Golub & LeVeque 1983, equation 2.1).
void add_moments(ChannelMoments& sum, const ChannelMoments& part);

/// output = scale * (input - mean) + shift by channel. Multiplying out would lose digits where the
/// mean is large.
void normalize(std::size_t rows, std::span<const float> mean, std::span<const float> scale,
               const float* shift, const float* input, float* output);

/// For each channel, the sum of the output's gradients and the sum of their products with the
/// input's distances from the mean.
struct GradientSums {
  std::vector<double> plain, centred;
};

GradientSums gradient_sums(std::size_t rows, std::span<const float> mean, const float* input,
                           const float* output_gradient);

/// input_gradient = scale * output_gradient + slope * (input - mean) + shift by channel: the form
/// that the gradient takes once the sums are known.
void normalize_backward(std::size_t rows, std::span<const float> mean, std::span<const float> scale,
                        std::span<const float> slope, std::span<const float> shift,
                        const float* input, const float* output_gradient, float* input_gradient);

}  // namespace fitting_room
