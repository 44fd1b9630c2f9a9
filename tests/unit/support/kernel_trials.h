// Kernels on random shapes and values, against their plain twins. Each trial takes its shape and
// its numbers from a generator and returns what went wrong, in words; nothing if all is well.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "kernels/batch_normalization.h"
#include "kernels/conv2d_forward.h"
#include "kernels/conv2d_gradients.h"
#include "kernels/conv2d_winograd_gradient.h"
#include "kernels/dense.h"
#include "kernels/max_pool2d.h"
#include "kernels/negligible.h"
#include "kernels/pointwise.h"
#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"
#include "support/run.h"
#include "support/shapes.h"

namespace fitting_room::test {

namespace trials {

constexpr double epsilon = 0x1p-24;  // half the distance of 1 and the next float32

/// 1, around the widths of vectors and blocks, or anything below 70.
inline std::size_t channel_count(Numbers& numbers) {
  constexpr std::size_t widths[] = {4, 8, 12, 16, 32, 48, 64};
  switch (numbers.below(4)) {
    case 0: return 1 + numbers.below(3);
    case 1: return 1 + numbers.below(69);
    default: return widths[numbers.below(std::size(widths))] - 1 + numbers.below(3);
  }
}

/// Of either sign: zero, about 1, large, small, around what is negligible, or denormal.
inline float value(Numbers& numbers) {
  constexpr float sizes[] = {0, 1, 1, 1, 1e6f, 1e-6f, 2 * negligible, 1e-40f};
  return sizes[numbers.below(std::size(sizes))] * numbers.uniform();
}

inline Tensor values(Numbers& numbers, Shape shape) {
  Tensor tensor(std::move(shape));
  // A tensor in three is all of plain numbers: beside large ones small ones do not count.
  const bool plain = numbers.below(3) == 0;
  for (float& number : tensor.values()) number = plain ? numbers.uniform() : value(numbers);
  return tensor;
}

inline Doubles magnitudes(Doubles numbers) {
  for (double& number : numbers) number = std::fabs(number);
  return numbers;
}

/// Sums of so many products in float32, of the sizes that `sums` adds up to: what rounding may do
/// to them, and what is too small to count.
inline std::string compare(const char* what, std::span<const float> actual, const Doubles& expected,
                           const Doubles& sums, std::size_t products) {
  if (actual.size() != expected.size()) return std::string(what) + " has another size";
  const auto count = static_cast<double>(products);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double limit = (count + 3) * epsilon * sums[i] + negligible + count * 1e-37;
    if (std::fabs(actual[i] - expected[i]) <= limit) continue;
    std::ostringstream text;
    text << what << '[' << i << "] is " << actual[i] << " and not " << expected[i];
    return text.str();
  }
  return "";
}

/// The first problem of several, and where it was met.
class Findings {
 public:
  void add(const std::string& problem) {
    if (problem_.empty()) problem_ = problem;
  }
  void require(bool holds, const char* what) {
    if (!holds) add(what);
  }
  template <typename Where>
  std::string at(const Where& where) const {
    if (problem_.empty()) return "";
    std::ostringstream text;
    text << where << ": " << problem_;
    return text.str();
  }

 private:
  std::string problem_;
};

/// A convolution that the plain twin can follow in a millisecond or two; a dense layer now and
/// then.
inline ConvShape conv_shape(Numbers& numbers) {
  constexpr std::size_t most_products = 30'000;
  for (;;) {
    const bool dense = numbers.below(5) == 0;
    if (!dense && numbers.below(4) == 0) {  // perhaps in tiles
      return {3 + numbers.below(5), 3 + numbers.below(5),  8 + 4 * numbers.below(2),
              4 + numbers.below(9), winograd::kernel_side, 1,
              numbers.below(2) == 0};
    }
    const auto side = [&] { return dense ? 1 : 1 + numbers.below(14); };
    ConvShape shape{side(), side(), channel_count(numbers), channel_count(numbers), 0, 1, false};
    shape.kernel = dense ? 1 : 1 + numbers.below(numbers.below(6) == 0 ? 11 : 4);
    shape.stride = dense ? 1 : 1 + numbers.below(numbers.below(3) == 0 ? 4 : 1);
    shape.same = numbers.below(2) == 0;
    const Conv2DSizes s = shape.sizes();
    const std::size_t outputs = s.out_height * s.out_width;
    if (outputs != 0 && outputs * s.kernel_count() <= most_products) return shape;
  }
}

/// Of each sample, the largest number of each channel.
inline Doubles largest_of(const Tensor& values, std::size_t samples, std::size_t channels) {
  Doubles largest(samples * channels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& to = largest[i / (values.size() / samples) * channels + i % channels];
    to = std::max(to, std::fabs(static_cast<double>(values[i])));
  }
  return largest;
}

/// The sizes that Winograd's ways add up: numbers that they transform together are rounded off as
/// the largest of them is. For each sample, of the outputs by channel, or of the input's gradient.
inline Doubles tile_sums(const Conv2DSizes& s, std::size_t batch, const Tensor& from,
                         const Tensor& kernel, bool backward) {
  const std::size_t in = s.in_channels, out = s.out_channels;
  const Doubles values = largest_of(from, batch, backward ? out : in);
  const Doubles weights = largest_of(kernel, out, in);
  const std::size_t taps = s.kernel_height * s.kernel_width;
  Doubles sums(batch * (backward ? in : out));
  for (std::size_t n = 0; n < batch; ++n)
    for (std::size_t o = 0; o < out; ++o)
      for (std::size_t i = 0; i < in; ++i) {
        const std::size_t to = backward ? n * in + i : n * out + o;
        const double value = backward ? values[n * out + o] : values[n * in + i];
        sums[to] += static_cast<double>(taps) * value * weights[o * in + i];
      }
  return sums;
}

/// The same for every output or input: each of so many places has that of its sample and channel.
inline Doubles spread(const Doubles& sums, std::size_t batch, std::size_t places) {
  const std::size_t channels = sums.size() / batch;
  Doubles all;
  for (std::size_t i = 0; i < sums.size() * places; ++i)
    all.push_back(sums[i / (channels * places) * channels + i % channels]);
  return all;
}

/// What a gradient by outputs makes of input, kernel and bias: the twin's, and the sums of sizes.
inline void check_gradients(Findings& findings, const Conv2DSizes& s, std::size_t batch,
                            const Tensor& input, const Tensor& kernel, const Doubles& listed,
                            Conv2DGradients& gradients, Numbers& numbers) {
  Tensor kernel_gradient({s.kernel_count()}), bias_gradient({s.out_channels});
  gradients.add_weight_gradient(input.data(), kernel_gradient.data(), bias_gradient.data());
  Tensor input_gradient = values(numbers, input.shape());  // must be overwritten
  gradients.input_gradient(kernel.data(), input_gradient.data());
  const auto expected =
      reference::conv2d_backward(s, batch, to_doubles(input), to_doubles(kernel), listed);
  const auto sums = reference::conv2d_backward(s, batch, magnitudes(to_doubles(input)),
                                               magnitudes(to_doubles(kernel)), magnitudes(listed));
  const std::size_t outputs = batch * s.out_height * s.out_width;
  findings.add(
      compare("kernel gradient", kernel_gradient.values(), expected.kernel, sums.kernel, outputs));
  findings.add(compare("bias gradient", bias_gradient.values(), expected.bias, sums.bias, outputs));
  findings.add(compare("input gradient", input_gradient.values(), expected.input, sums.input,
                       s.kernel_height * s.kernel_width * s.out_channels));
}

}  // namespace trials

/// A convolution, alone and with a pooling of 2 × 2 behind it, forward and backward; and the dense
/// layer that it is on a map of 1 × 1.
inline std::string try_convolution(Numbers& numbers) {
  using namespace trials;
  Findings findings;
  const ConvShape shape = conv_shape(numbers);
  const Conv2DSizes s = shape.sizes();
  const std::size_t batch = 1 + numbers.below(5);
  const bool relu = numbers.below(2) == 0;
  const Tensor input = values(numbers, {batch, s.in_height, s.in_width, s.in_channels});
  const Tensor kernel = values(numbers, {s.kernel_count()}),
               bias = values(numbers, {s.out_channels});
  const Doubles plain = reference::conv2d(s, batch, to_doubles(input), to_doubles(kernel),
                                          to_doubles(bias), /*relu=*/false);
  const Doubles sums =
      reference::conv2d(s, batch, magnitudes(to_doubles(input)), magnitudes(to_doubles(kernel)),
                        magnitudes(to_doubles(bias)), /*relu=*/false);
  const std::size_t products = s.kernel_height * s.kernel_width * s.in_channels;
  Doubles expected = plain;
  if (relu) {
    for (double& output : expected) output = std::max(output, 0.0);
  }

  const auto sizes_of = [&](Pooling pooling) {
    if (!Conv2DWinograd::suits(s, pooling)) return sums;
    Doubles tiles = spread(tile_sums(s, batch, input, kernel, /*backward=*/false), batch,
                           s.out_height * s.out_width);
    for (std::size_t i = 0; i < tiles.size(); ++i) tiles[i] += std::fabs(bias[i % bias.size()]);
    return tiles;
  };
  Conv2DForward forward(s, relu);
  forward.set_weights(kernel.data(), bias.data());
  Tensor output({batch, s.out_height, s.out_width, s.out_channels});
  forward.run(batch, input.data(), output.data());
  findings.add(compare("output", output.values(), expected, sizes_of(Pooling::none), products));
  if (s.in_height * s.in_width * s.kernel_height * s.stride == 1) {
    DenseForward dense(s.in_channels, s.out_channels, relu);
    dense.set_weights(kernel.data(), bias.data());
    Tensor of_dense(output.shape());
    dense.run(batch, input.data(), of_dense.data());
    findings.add(compare("dense output", of_dense.values(), expected, sums, products));
  }

  Conv2DGradients gradients(s, batch);
  const Tensor gradient = values(numbers, output.shape());
  gradients.list(batch, gradient.data(), relu ? output.data() : nullptr);
  Doubles listed(output.size());
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (!relu || output[i] > 0) listed[i] = without_negligible(gradient[i]);
  }
  check_gradients(findings, s, batch, input, kernel, listed, gradients, numbers);
  if (Conv2DWinogradGradient::suits(s)) {
    Conv2DWinogradGradient tiles(s);
    tiles.set_weights(kernel.data());
    Tensor input_gradient = values(numbers, input.shape());  // must be overwritten
    tiles.run(batch, gradient.data(), relu ? output.data() : nullptr, input_gradient.data());
    findings.add(compare(
        "input gradient of tiles", input_gradient.values(),
        reference::conv2d_backward(s, batch, to_doubles(input), to_doubles(kernel), listed).input,
        spread(tile_sums(s, batch, gradient, kernel, /*backward=*/true), batch,
               s.in_height * s.in_width),
        s.kernel_height * s.kernel_width * s.out_channels));
  }

  const std::size_t height = s.out_height / 2, width = s.out_width / 2;
  if (height == 0 || width == 0) return findings.at(shape);
  Tensor pooled({batch, height, width, s.out_channels}), unrecorded(pooled.shape());
  std::vector<std::uint32_t> winners(pooled.size());
  Conv2DForward forward_pooled(s, relu, Pooling::max_2x2);
  forward_pooled.set_weights(kernel.data(), bias.data());
  forward_pooled.run(batch, input.data(), pooled.data(), winners.data());
  forward_pooled.run(batch, input.data(), unrecorded.data());
  findings.require(same_bits(pooled, unrecorded), "a pooling depends on whether it is recorded");
  const Tensor pooled_gradient = values(numbers, pooled.shape());
  std::ranges::fill(listed, 0.0);
  const Doubles pooled_sums = sizes_of(Pooling::max_2x2);
  Doubles largest(pooled.size()), size(pooled.size()), won(pooled.size());
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    const std::size_t c = i % s.out_channels, column = i / s.out_channels % width;
    const std::size_t row = i / s.out_channels / width % height;
    const std::size_t n = i / s.out_channels / width / height;
    bool found = false;
    for (std::size_t corner = 0; corner < 4; ++corner) {
      const std::size_t y = 2 * row + corner / 2, x = 2 * column + corner % 2;
      const std::size_t at = ((n * s.out_height + y) * s.out_width + x) * s.out_channels + c;
      largest[i] = corner == 0 ? expected[at] : std::max(largest[i], expected[at]);
      size[i] = std::max(size[i], pooled_sums[at]);
      if (winners[i] != s.field(n, y, x)) continue;
      found = true;
      won[i] = expected[at];
      if (!relu || pooled[i] > 0) listed[at] = without_negligible(pooled_gradient[i]);
    }
    findings.require(found, "the winner of a window is in it");
  }
  findings.add(compare("pooled output", pooled.values(), largest, size, products));
  // Of nearly equal values either may win.
  findings.add(compare("winner", pooled.values(), won, size, products));
  gradients.list_pooled(batch, height * width, pooled_gradient.data(),
                        relu ? pooled.data() : nullptr, winners.data());
  check_gradients(findings, s, batch, input, kernel, listed, gradients, numbers);
  return findings.at(shape);
}

inline std::string try_max_pooling(Numbers& numbers) {
  using namespace trials;
  Findings findings;
  PoolShape shape;
  MaxPool2DSizes s;
  do {
    shape = {1 + numbers.below(14), 1 + numbers.below(14), channel_count(numbers),
             1 + numbers.below(4),  1 + numbers.below(4),  numbers.below(2) == 0};
    s = shape.sizes();
  } while (s.out_height == 0 || s.out_width == 0);
  const std::size_t batch = 1 + numbers.below(3);
  Tensor input = values(numbers, {batch, s.in_height, s.in_width, s.channels});
  if (numbers.below(2) == 0) {  // as behind a ReLU: many are equal
    for (float& number : input.values()) number = std::max(number, 0.0f);
  }
  Tensor output({batch, s.out_height, s.out_width, s.channels}), without(output.shape());
  std::vector<std::uint32_t> winners(output.size());
  max_pool2d(s, batch, input.data(), output.data(), winners.data());
  max_pool2d(s, batch, input.data(), without.data(), nullptr);
  const Doubles expected = reference::max_pool2d(s, batch, to_doubles(input));
  findings.require(std::ranges::equal(to_doubles(output), expected), "a maximum is another");
  findings.require(std::ranges::equal(to_doubles(without), expected),
                   "a maximum is another where no winners are wanted");
  const Tensor gradient = values(numbers, output.shape());
  Tensor result = values(numbers, input.shape());
  max_pool2d_backward(s, batch, gradient.data(), winners.data(), result.data());
  findings.add(compare(
      "gradient", result.values(),
      reference::max_pool2d_backward(s, batch, to_doubles(input), to_doubles(gradient)),
      reference::max_pool2d_backward(s, batch, to_doubles(input), magnitudes(to_doubles(gradient))),
      s.pool * s.pool));
  return findings.at(shape);
}

/// The statistics of channels, and what is made of inputs and gradients with them.
inline std::string try_batch_normalization(Numbers& numbers) {
  using namespace trials;
  Findings findings;
  const std::size_t channels = channel_count(numbers), rows = 1 + numbers.below(150);
  const std::size_t first = numbers.below(rows + 1);  // the rest is another part of the batch
  const Tensor input = values(numbers, {rows, channels});
  const Tensor gradient = values(numbers, {rows, channels});
  ChannelMoments moments = channel_moments(first, channels, input.data());
  add_moments(moments, channel_moments(rows - first, channels, input.data() + first * channels));
  const auto [mean, variance] = reference::mean_and_variance(channels, to_doubles(input));
  const Tensor centre = values(numbers, {channels}), scale = values(numbers, {channels}),
               slope = values(numbers, {channels}), shift = values(numbers, {channels});
  const GradientSums sums = gradient_sums(rows, centre.values(), input.data(), gradient.data());
  Tensor output(input.shape()), back(input.shape());
  normalize(rows, centre.values(), scale.values(), shift.data(), input.data(), output.data());
  normalize_backward(rows, centre.values(), scale.values(), slope.values(), shift.values(),
                     input.data(), gradient.data(), back.data());
  const auto count = static_cast<double>(rows);
  const auto near = [](double actual, double expected, double limit) {
    return std::fabs(actual - expected) <= limit + 1e-35;
  };
  for (std::size_t c = 0; c < channels; ++c) {
    double largest = 0, plain = 0, centred = 0, plain_size = 0, centred_size = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      const double x = input[r * channels + c], g = gradient[r * channels + c];
      const double apart = std::fabs(x) + std::fabs(centre[c]);
      largest = std::max(largest, std::fabs(x));
      plain += g;
      centred += g * (x - centre[c]);
      plain_size += std::fabs(g);
      centred_size += std::fabs(g) * apart;
      findings.require(near(output[r * channels + c], scale[c] * (x - centre[c]) + shift[c],
                            4 * epsilon * (std::fabs(scale[c]) * apart + std::fabs(shift[c]))),
                       "a value is normalised otherwise");
      findings.require(
          near(back[r * channels + c], scale[c] * g + slope[c] * (x - centre[c]) + shift[c],
               5 * epsilon *
                   (std::fabs(scale[c] * g) + std::fabs(slope[c]) * apart + std::fabs(shift[c]))),
          "a gradient is normalised otherwise");
    }
    findings.require(near(moments.mean[c], mean[c], 140 * epsilon * largest), "a mean is another");
    findings.require(
        near(moments.squares[c], variance[c] * count, 600 * epsilon * count * largest * largest),
        "a variance is another");
    findings.require(near(sums.plain[c], plain, 70 * epsilon * plain_size),
                     "a sum of gradients is another");
    findings.require(near(sums.centred[c], centred, 70 * epsilon * centred_size),
                     "a sum of products is another");
  }
  findings.require(moments.count == rows, "rows are counted otherwise");
  return findings.at(std::to_string(rows) + " rows of " + std::to_string(channels));
}

/// Probabilities, and the loss with its gradient.
inline std::string try_softmax(Numbers& numbers) {
  using namespace trials;
  Findings findings;
  const std::size_t rows = 1 + numbers.below(9), classes = 1 + numbers.below(40);
  const Tensor logits = values(numbers, {rows, classes});
  const std::vector<std::uint8_t> labels = numbers.labels(rows, classes);
  const Doubles expected = reference::softmax(rows, classes, to_doubles(logits));
  Tensor probabilities = logits, gradient(logits.shape());
  softmax(classes, probabilities.values());
  const LossSums sums =
      softmax_cross_entropy(classes, logits.values(), labels, 0.25f, gradient.values());
  double loss = 0, size = 1;
  for (std::size_t n = 0; n < rows; ++n) {
    const auto row = logits.values().subspan(n * classes, classes);
    const double largest = *std::ranges::max_element(row);
    double sum = 0;
    for (const float logit : row) sum += std::exp(logit - largest);
    loss += largest + std::log(sum) - row[labels[n]];
    size += std::fabs(largest) + std::fabs(row[labels[n]]);
    for (std::size_t c = 0; c < classes; ++c) {
      const std::size_t i = n * classes + c;
      findings.require(std::fabs(probabilities[i] - expected[i]) < 1e-6,
                       "a probability is another");
      const double target = c == labels[n];
      findings.require(std::fabs(gradient[i] - 0.25 * (expected[i] - target)) < 1e-6,
                       "a gradient is another");
    }
  }
  findings.require(std::fabs(sums.loss - loss) <= 8 * epsilon * size, "the loss is another");
  return findings.at(std::to_string(rows) + " rows of " + std::to_string(classes));
}

/// Pools of 1 to 4 threads; of one each in a build without.
using Pools = std::vector<std::unique_ptr<ThreadPool>>;
inline Pools thread_pools() {
  Pools pools;
  for (std::size_t threads = 1; threads <= 4; ++threads) {
    pools.push_back(std::make_unique<ThreadPool>(threads));
  }
  return pools;
}

/// Layers of every kind in a random order that works.
inline std::string random_layers(Numbers& numbers) {
  std::ostringstream layers;
  const char* paddings[] = {"valid", "same"};
  const char* activations[] = {"linear", "relu"};
  const auto either = [&](const auto& names) { return names[numbers.below(2)]; };
  for (std::size_t i = numbers.below(3); i > 0; --i) {
    layers << R"({"type": "Conv2D", "filters": )" << 1 + numbers.below(9) << R"(, "kernel": )"
           << 1 + numbers.below(3) << R"(, "stride": )" << 1 + numbers.below(2)
           << R"(, "padding": ")" << either(paddings) << R"(", "activation": ")"
           << either(activations) << "\"},";
    if (numbers.below(2) == 0) layers << R"({"type": "MaxPool2D", "pool": 2, "padding": "same"},)";
    if (numbers.below(3) == 0) layers << R"({"type": "BatchNormalization"},)";
    if (numbers.below(3) == 0) layers << R"({"type": "Dropout", "rate": 0.3},)";
  }
  layers << R"({"type": "Flatten"},)";
  if (numbers.below(2) == 0) {
    layers << R"({"type": "Dense", "units": )" << 1 + numbers.below(20) << R"(, "activation": ")"
           << either(activations) << "\"},";
  }
  layers << R"({"type": "Dense", "units": 10, "activation": "softmax"})";
  return layers.str();
}

/// A step of training and an inference on 1 to 4 threads: the same to the last bit.
inline std::string try_threads(Numbers& numbers, Pools& pools) {
  const std::string layers = random_layers(numbers);
  // From 11 × 11 on, two convolutions of 3 × 3 find their windows behind strides and poolings.
  const std::size_t side = 11 + numbers.below(9), batch = 1 + numbers.below(40);
  const std::string input = "[" + std::to_string(side) + ", " + std::to_string(side + 1) + ", 2]";
  Sequential network(describe(layers, input));
  network.initialise(1);
  const std::size_t size = element_count(network.description().input);
  const Tensor images = numbers.tensor({batch, size});
  const std::vector<std::uint8_t> labels = numbers.labels(batch, 10);
  const FillSamples fill = [&](std::size_t first, std::size_t count, float* rows) {
    std::ranges::copy(images.values().subspan(first * size, count * size), rows);
  };
  struct Results {
    Metrics metrics;
    Tensor gradients;
    std::vector<float> logits;
  };
  std::vector<Results> all;
  for (const auto& pool : pools) {
    BatchRunner runner(network, *pool);
    Pass pass;
    pass.seed = 5;
    Results results{runner.train(pass, labels, fill), runner.gradients(),
                    std::vector<float>(batch * 10)};
    runner.infer(batch, fill, results.logits);
    all.push_back(std::move(results));
  }
  trials::Findings findings;
  for (const Results& results : all) {
    findings.require(results.metrics.loss_sum == all[0].metrics.loss_sum &&
                         results.metrics.correct == all[0].metrics.correct,
                     "the loss depends on the number of threads");
    findings.require(same_bits(results.gradients, all[0].gradients),
                     "gradients depend on the number of threads");
    findings.require(same_bits(results.logits, all[0].logits),
                     "logits depend on the number of threads");
  }
  return findings.at(std::to_string(batch) + " samples of " + input + " through " + layers);
}

}  // namespace fitting_room::test
