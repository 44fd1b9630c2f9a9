#include "kernels/conv2d_gradients.h"

#include <catch2/catch_test_macros.hpp>

#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"
#include "support/shapes.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

/// For sums of up to ten thousand products in float32, some of which cancel out.
constexpr double tolerance = 1e-5;

struct Values {
  Values(const Conv2DSizes& s, std::uint32_t seed) {
    Numbers numbers(seed);
    input = numbers.tensor({largest_batch, s.in_height, s.in_width, s.in_channels});
    kernel = numbers.tensor({s.kernel_count()});
    gradient = numbers.tensor({largest_batch, s.out_height, s.out_width, s.out_channels});
    // Both signs, and zeros, which a ReLU gives.
    output = numbers.tensor(gradient.shape());
    for (float& value : output.values()) value = std::max(value, 0.0f);
  }
  Tensor input, kernel, gradient, output;
};

/// Sample n of a batch.
Doubles sample(const Tensor& batch, std::size_t n) {
  const std::size_t size = batch.size() / largest_batch;
  return to_doubles(batch.values().subspan(n * size, size));
}

void add(Doubles& sum, const Doubles& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

}  // namespace

TEST_CASE("Conv2DGradients agree with their plain twin, with and without ReLU", "[kernels]") {
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    const Values v(s, 2);
    Conv2DGradients gradients(s, largest_batch);
    for (const bool relu : {false, true}) {
      CAPTURE(relu);
      Doubles kernel(s.kernel_count()), bias(s.out_channels), input;
      for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
        CAPTURE(batch);
        Doubles masked = sample(v.gradient, batch - 1);
        if (relu) {
          const Doubles output = sample(v.output, batch - 1);
          for (std::size_t i = 0; i < masked.size(); ++i) masked[i] *= output[i] > 0;
        }
        const auto more = reference::conv2d_backward(s, 1, sample(v.input, batch - 1),
                                                     to_doubles(v.kernel), masked);
        add(kernel, more.kernel);
        add(bias, more.bias);
        input.insert(input.end(), more.input.begin(), more.input.end());

        gradients.list(batch, v.gradient.data(), relu ? v.output.data() : nullptr);
        Tensor kernel_gradient({s.kernel_count()}), bias_gradient({s.out_channels});
        gradients.add_weight_gradient(v.input.data(), kernel_gradient.data(), bias_gradient.data());
        CHECK(relative_error(kernel_gradient.values(), kernel) < tolerance);
        CHECK(relative_error(bias_gradient.values(), bias) < tolerance);
        Tensor input_gradient = Numbers(3).tensor({batch, s.in_height, s.in_width, s.in_channels});
        gradients.input_gradient(v.kernel.data(), input_gradient.data());
        CHECK(relative_error(input_gradient.values(), input) < tolerance);
      }
    }
  }
}

TEST_CASE("Gradients of weights are added to what is there, and only inside of them", "[kernels]") {
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    const Values v(s, 4);
    Conv2DGradients gradients(s, 2);
    gradients.list(2, v.gradient.data(), nullptr);
    const std::size_t size = s.kernel_count();
    Tensor once({size}), once_bias({s.out_channels});
    gradients.add_weight_gradient(v.input.data(), once.data(), once_bias.data());
    // Behind the kernel's gradient lie other parameters': they must not change.
    Tensor twice = Numbers(5).tensor({size + 16});
    const Tensor before = twice;
    Tensor twice_bias = once_bias;
    gradients.add_weight_gradient(v.input.data(), twice.data(), twice_bias.data());
    Doubles expected = to_doubles(before), expected_bias = to_doubles(once_bias);
    for (std::size_t i = 0; i < size; ++i) expected[i] += once[i];
    for (double& value : expected_bias) value *= 2;
    CHECK(relative_error(twice.values(), expected) < tolerance);
    CHECK(relative_error(twice_bias.values(), expected_bias) < tolerance);
    CHECK(same_bits(twice.values().subspan(size), before.values().subspan(size)));
  }
}

TEST_CASE("A gradient that is not a number reaches the weights and the input", "[kernels]") {
  const Conv2DSizes s = conv2d_sizes(4, 4, 2, 5, 3, 1, false);
  const Values v(s, 6);
  Tensor gradient({1, s.out_height, s.out_width, s.out_channels});
  gradient[6] = std::numeric_limits<float>::quiet_NaN();  // row 0, column 1, channel 1
  Conv2DGradients gradients(s, 1);
  gradients.list(1, gradient.data(), nullptr);
  Tensor kernel({s.kernel_count()}), bias({s.out_channels});
  gradients.add_weight_gradient(v.input.data(), kernel.data(), bias.data());
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    CHECK(std::isnan(kernel[i]) == (i / (kernel.size() / 5) == 1));
  }
  CHECK(std::isnan(bias[1]));
  CHECK(bias[0] == 0);
  Tensor input({1, 4, 4, 2});
  gradients.input_gradient(v.kernel.data(), input.data());
  CHECK(std::isnan(input[2]));
  CHECK(input[0] == 0);
}
