// No kernel makes denormal numbers of numbers that are none.
#include "kernels/negligible.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "kernels/conv2d_forward.h"
#include "kernels/conv2d_gradients.h"
#include "kernels/dense.h"
#include "kernels/pointwise.h"
#include "support/compare.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

/// Of both signs, as small as they can be, once and a half, or zero.
Tensor small_numbers(Shape shape, std::uint32_t seed, float least = negligible) {
  Numbers numbers(seed);
  Tensor values(std::move(shape));
  for (float& value : values.values()) {
    const float sizes[] = {0, least, -least, 1.5f * least};
    value = sizes[numbers.below(4)];
  }
  return values;
}

}  // namespace

TEST_CASE("What is too small to count becomes zero, and nothing else", "[kernels]") {
  CHECK(without_negligible(negligible) == negligible);
  CHECK(without_negligible(-negligible) == -negligible);
  CHECK(without_negligible(0.999f * negligible) == 0);
  CHECK(without_negligible(-0.999f * negligible) == 0);
  CHECK(without_negligible(std::numeric_limits<float>::denorm_min()) == 0);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(without_negligible(-infinity) == -infinity);
  CHECK(std::isnan(without_negligible(std::numeric_limits<float>::quiet_NaN())));
  CHECK(std::fpclassify(negligible * negligible * 1e-6f) == FP_NORMAL);
}

TEST_CASE("Convolutions of small numbers give zero or more", "[kernels]") {
  for (const std::size_t channels : {3u, 8u}) {
    const Conv2DSizes s = conv2d_sizes(5, 5, channels, channels, 3, 1, false);
    const Tensor input = small_numbers({1, 5, 5, channels}, 1);
    const Tensor kernel = small_numbers({s.kernel_count()}, 2), bias({channels});
    for (const bool relu : {false, true}) {
      for (const Pooling pooling : {Pooling::none, Pooling::max_2x2}) {
        Conv2DForward forward(s, relu, pooling);
        forward.set_weights(kernel.data(), bias.data());
        Tensor output({(pooling == Pooling::none ? 9 : 1) * channels});
        std::ranges::fill(output.values(), 1.0f);
        forward.run(1, input.data(), output.data());
        CHECK(std::ranges::all_of(output.values(), [](float value) { return value == 0; }));
      }
    }
  }
}

TEST_CASE("A negative output stays one, unless a ReLU or its size makes it zero", "[kernels]") {
  const Conv2DSizes s = conv2d_sizes(1, 1, 1, 3, 1, 1, false);
  const float input = 1;
  const Tensor kernel({3});
  Tensor bias({3});
  const float values[] = {-2, -negligible, -negligible / 2};
  std::ranges::copy(values, bias.data());
  for (const bool relu : {false, true}) {
    Tensor output({3}), dense({3});
    Conv2DForward forward(s, relu);
    forward.set_weights(kernel.data(), bias.data());
    forward.run(1, &input, output.data());
    DenseForward twin(1, 3, relu);
    twin.set_weights(kernel.data(), bias.data());
    twin.run(1, &input, dense.data());
    const Tensor& wanted = relu ? kernel : bias;
    for (const Tensor& made : {output, dense}) {
      CHECK(made[0] == wanted[0]);
      CHECK(made[1] == wanted[1]);
      CHECK(made[2] == 0);
    }
  }
}

TEST_CASE("A convolution's output that is not a number stays so", "[kernels]") {
  const Conv2DSizes s = conv2d_sizes(1, 1, 1, 3, 1, 1, false);
  const float input = std::numeric_limits<float>::quiet_NaN();
  const Tensor kernel = Numbers(1).tensor({3}), bias({3});
  for (const bool relu : {false, true}) {
    Conv2DForward forward(s, relu);
    forward.set_weights(kernel.data(), bias.data());
    Tensor output({3});
    forward.run(1, &input, output.data());
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::isnan(output[i]));
  }
}

TEST_CASE("Gradients too small to count are not listed", "[kernels]") {
  for (const std::size_t channels : {3u, 8u}) {
    const Conv2DSizes s = conv2d_sizes(6, 6, 2, channels, 3, 1, false);
    const Tensor input = small_numbers({1, 6, 6, 2}, 1),
                 weights = small_numbers({s.kernel_count()}, 2);
    Conv2DGradients gradients(s, 1);
    Tensor kernel({s.kernel_count()}), bias({channels}), back({1, 6, 6, 2});
    const auto run = [&](float least) {
      const Tensor gradient = small_numbers({16 * channels}, 3, least);
      gradients.list(1, gradient.data(), nullptr);
      gradients.add_weight_gradient(input.data(), kernel.data(), bias.data());
      gradients.input_gradient(weights.data(), back.data());
    };
    run(negligible / 2);
    for (const Tensor* tensor : {&kernel, &bias, &back}) {
      CHECK(std::ranges::all_of(tensor->values(), [](float value) { return value == 0; }));
    }
    run(negligible);
    for (const Tensor* tensor : {&kernel, &bias, &back}) {
      CHECK(count_denormals(*tensor) == 0);
      CHECK(std::ranges::any_of(tensor->values(), [](float value) { return value != 0; }));
    }
  }
}

TEST_CASE("A class ruled out has a gradient of zero, not a denormal one", "[kernels]") {
  std::vector<float> logits;
  std::vector<std::uint8_t> labels;
  std::vector<ClassSet> targets;
  for (int apart = 0; apart < 120; ++apart) {
    logits.insert(logits.end(), {static_cast<float>(apart), 0, 0.5f});
    labels.push_back(0);
    targets.push_back(0b101);
  }
  std::vector<float> gradient(logits.size());
  softmax_cross_entropy(3, logits, labels, 1 / 32.0f, gradient);
  CHECK(count_denormals(gradient) == 0);
  CHECK(gradient[1] > 0);
  CHECK(gradient.back() == 0);
  softmax_cross_entropy(3, logits, targets, 1 / 32.0f, gradient);
  CHECK(count_denormals(gradient) == 0);
}
