#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "kernels/conv2d.h"
#include "kernels/max_pool2d.h"

/// The plain twin of every kernel: the textbook loops, for any number type. Tests hold the fast
/// kernels against these in float32 and differentiate them numerically in float64. Layouts are
/// those of the fast kernels: NHWC activations, OHWI kernels, {out, in} dense kernels.
namespace fitting_room::reference {

template <typename T>
std::vector<T> conv2d(const Conv2DSizes& s, std::size_t batch, const std::vector<T>& input,
                      const std::vector<T>& kernel, const std::vector<T>& bias, bool relu) {
  std::vector<T> output(batch * s.out_height * s.out_width * s.out_channels);
  std::size_t at = 0;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t y = 0; y < s.out_height; ++y)
      for (std::size_t x = 0; x < s.out_width; ++x)
        for (std::size_t o = 0; o < s.out_channels; ++o) {
          T sum = bias[o];
          for (std::size_t ky = 0; ky < s.kernel_height; ++ky)
            for (std::size_t kx = 0; kx < s.kernel_width; ++kx) {
              // Rows and columns in the padding wrap round to huge numbers and are skipped.
              const std::size_t iy = y * s.stride + ky - s.pad_top;
              const std::size_t ix = x * s.stride + kx - s.pad_left;
              if (iy >= s.in_height || ix >= s.in_width) continue;
              for (std::size_t i = 0; i < s.in_channels; ++i)
                sum +=
                    input[((n * s.in_height + iy) * s.in_width + ix) * s.in_channels + i] *
                    kernel[((o * s.kernel_height + ky) * s.kernel_width + kx) * s.in_channels + i];
            }
          output[at++] = relu ? std::max(sum, T{0}) : sum;
        }
  return output;
}

/// The loss's gradients by what went into a layer without activation.
template <typename T>
struct Gradients {
  std::vector<T> input, kernel, bias;
};

template <typename T>
Gradients<T> conv2d_backward(const Conv2DSizes& s, std::size_t batch, const std::vector<T>& input,
                             const std::vector<T>& kernel, const std::vector<T>& output_gradient) {
  Gradients<T> gradients{std::vector<T>(input.size()), std::vector<T>(kernel.size()),
                         std::vector<T>(s.out_channels)};
  std::size_t at = 0;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t y = 0; y < s.out_height; ++y)
      for (std::size_t x = 0; x < s.out_width; ++x)
        for (std::size_t o = 0; o < s.out_channels; ++o) {
          const T gradient = output_gradient[at++];
          gradients.bias[o] += gradient;
          for (std::size_t ky = 0; ky < s.kernel_height; ++ky)
            for (std::size_t kx = 0; kx < s.kernel_width; ++kx) {
              const std::size_t iy = y * s.stride + ky - s.pad_top;
              const std::size_t ix = x * s.stride + kx - s.pad_left;
              if (iy >= s.in_height || ix >= s.in_width) continue;
              for (std::size_t i = 0; i < s.in_channels; ++i) {
                const std::size_t in =
                    ((n * s.in_height + iy) * s.in_width + ix) * s.in_channels + i;
                const std::size_t weight =
                    ((o * s.kernel_height + ky) * s.kernel_width + kx) * s.in_channels + i;
                gradients.input[in] += gradient * kernel[weight];
                gradients.kernel[weight] += gradient * input[in];
              }
            }
        }
  return gradients;
}

template <typename T>
std::vector<T> dense(std::size_t batch, std::size_t inputs, std::size_t units,
                     const std::vector<T>& input, const std::vector<T>& kernel,
                     const std::vector<T>& bias, bool relu) {
  std::vector<T> output(batch * units);
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t o = 0; o < units; ++o) {
      T sum = bias[o];
      for (std::size_t i = 0; i < inputs; ++i)
        sum += input[n * inputs + i] * kernel[o * inputs + i];
      output[n * units + o] = relu ? std::max(sum, T{0}) : sum;
    }
  return output;
}

template <typename T>
Gradients<T> dense_backward(std::size_t batch, std::size_t inputs, std::size_t units,
                            const std::vector<T>& input, const std::vector<T>& kernel,
                            const std::vector<T>& output_gradient) {
  Gradients<T> gradients{std::vector<T>(input.size()), std::vector<T>(kernel.size()),
                         std::vector<T>(units)};
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t o = 0; o < units; ++o) {
      const T gradient = output_gradient[n * units + o];
      gradients.bias[o] += gradient;
      for (std::size_t i = 0; i < inputs; ++i) {
        gradients.input[n * inputs + i] += gradient * kernel[o * inputs + i];
        gradients.kernel[o * inputs + i] += gradient * input[n * inputs + i];
      }
    }
  return gradients;
}

template <typename T>
std::vector<T> max_pool2d(const MaxPool2DSizes& s, std::size_t batch, const std::vector<T>& input) {
  std::vector<T> output(batch * s.out_height * s.out_width * s.channels);
  std::size_t at = 0;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t y = 0; y < s.out_height; ++y)
      for (std::size_t x = 0; x < s.out_width; ++x)
        for (std::size_t c = 0; c < s.channels; ++c) {
          T best = -std::numeric_limits<T>::infinity();
          for (std::size_t py = 0; py < s.pool; ++py)
            for (std::size_t px = 0; px < s.pool; ++px) {
              const std::size_t iy = y * s.stride + py - s.pad_top;
              const std::size_t ix = x * s.stride + px - s.pad_left;
              if (iy >= s.in_height || ix >= s.in_width) continue;
              best = std::max(best,
                              input[((n * s.in_height + iy) * s.in_width + ix) * s.channels + c]);
            }
          output[at++] = best;
        }
  return output;
}

/// The first of several largest inputs of a window receives its gradient.
template <typename T>
std::vector<T> max_pool2d_backward(const MaxPool2DSizes& s, std::size_t batch,
                                   const std::vector<T>& input,
                                   const std::vector<T>& output_gradient) {
  std::vector<T> input_gradient(input.size());
  std::size_t at = 0;
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t y = 0; y < s.out_height; ++y)
      for (std::size_t x = 0; x < s.out_width; ++x)
        for (std::size_t c = 0; c < s.channels; ++c) {
          T best = -std::numeric_limits<T>::infinity();
          std::size_t winner = 0;
          for (std::size_t py = 0; py < s.pool; ++py)
            for (std::size_t px = 0; px < s.pool; ++px) {
              const std::size_t iy = y * s.stride + py - s.pad_top;
              const std::size_t ix = x * s.stride + px - s.pad_left;
              if (iy >= s.in_height || ix >= s.in_width) continue;
              const std::size_t in = ((n * s.in_height + iy) * s.in_width + ix) * s.channels + c;
              if (input[in] <= best) continue;
              best = input[in];
              winner = in;
            }
          input_gradient[winner] += output_gradient[at++];
        }
  return input_gradient;
}

/// Each channel's mean and biased variance over all rows.
template <typename T>
std::pair<std::vector<T>, std::vector<T>> mean_and_variance(std::size_t channels,
                                                            const std::vector<T>& input) {
  std::vector<T> mean(channels), variance(channels);
  const T count = static_cast<T>(input.size() / channels);
  for (std::size_t i = 0; i < input.size(); ++i) mean[i % channels] += input[i] / count;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const T distance = input[i] - mean[i % channels];
    variance[i % channels] += distance * distance / count;
  }
  return {mean, variance};
}

template <typename T>
std::vector<T> batch_normalization(const std::vector<T>& input, const std::vector<T>& mean,
                                   const std::vector<T>& variance, const std::vector<T>& gamma,
                                   const std::vector<T>& beta, T epsilon) {
  std::vector<T> output;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const std::size_t c = i % mean.size();
    output.push_back((input[i] - mean[c]) / std::sqrt(variance[c] + epsilon) * gamma[c] + beta[c]);
  }
  return output;
}

/// Rows of probabilities, each exp(logit) / sum of exp.
template <typename T>
std::vector<T> softmax(std::size_t batch, std::size_t classes, const std::vector<T>& logits) {
  std::vector<T> output(logits.size());
  for (std::size_t n = 0; n < batch; ++n) {
    const T* row = &logits[n * classes];
    const T largest = *std::max_element(row, row + classes);
    T sum = 0;
    for (std::size_t c = 0; c < classes; ++c) sum += std::exp(row[c] - largest);
    for (std::size_t c = 0; c < classes; ++c)
      output[n * classes + c] = std::exp(row[c] - largest) / sum;
  }
  return output;
}

/// Mean over the batch of -log(probability of the true class).
template <typename T>
T cross_entropy(std::size_t batch, std::size_t classes, const std::vector<T>& logits,
                const std::vector<std::uint8_t>& labels) {
  const std::vector<T> probabilities = softmax(batch, classes, logits);
  T sum = 0;
  for (std::size_t n = 0; n < batch; ++n) sum -= std::log(probabilities[n * classes + labels[n]]);
  return sum / static_cast<T>(batch);
}

}  // namespace fitting_room::reference
