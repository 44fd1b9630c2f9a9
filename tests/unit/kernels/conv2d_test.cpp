#include "kernels/conv2d.h"

#include <catch2/catch.hpp>

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
    bias = numbers.tensor({s.out_channels});
    gradient = numbers.tensor({largest_batch, s.out_height, s.out_width, s.out_channels});
  }
  Tensor input, kernel, bias, gradient;
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

TEST_CASE("Conv2DForward agrees with its plain twin", "[kernels]") {
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    const Values v(s, 1);
    for (const bool relu : {false, true}) {
      CAPTURE(relu);
      const Doubles expected = reference::conv2d(s, largest_batch, to_doubles(v.input),
                                                 to_doubles(v.kernel), to_doubles(v.bias), relu);
      Conv2DForward forward(s, relu);
      forward.set_weights(v.kernel.data(), v.bias.data());
      for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
        CAPTURE(batch);
        Tensor output({batch, s.out_height, s.out_width, s.out_channels});
        forward.run(batch, v.input.data(), output.data());
        CHECK(relative_error(output.values(), std::span(expected).first(output.size())) <
              tolerance);
      }
    }
  }
}

TEST_CASE("Conv2DInputGradient agrees with its plain twin", "[kernels]") {
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    const Values v(s, 2);
    const Doubles expected =
        reference::conv2d_backward(s, largest_batch, to_doubles(v.input), to_doubles(v.kernel),
                                   to_doubles(v.gradient))
            .input;
    Conv2DInputGradient input_gradient(s);
    input_gradient.set_weights(v.kernel.data());
    for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
      CAPTURE(batch);
      Tensor result = Numbers(3).tensor({batch, s.in_height, s.in_width, s.in_channels});
      input_gradient.run(batch, v.gradient.data(), result.data());
      CHECK(relative_error(result.values(), std::span(expected).first(result.size())) < tolerance);
    }
  }
}

TEST_CASE("conv2d_weight_gradient agrees with its plain twin", "[kernels]") {
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    const Values v(s, 4);
    Doubles kernel(s.kernel_count()), bias(s.out_channels);
    Tensor padded;
    for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
      CAPTURE(batch);
      const auto more = reference::conv2d_backward(
          s, 1, sample(v.input, batch - 1), to_doubles(v.kernel), sample(v.gradient, batch - 1));
      add(kernel, more.kernel);
      add(bias, more.bias);
      Tensor kernel_gradient({s.kernel_count()}), bias_gradient({s.out_channels});
      conv2d_weight_gradient(s, batch, v.input.data(), v.gradient.data(), kernel_gradient.data(),
                             bias_gradient.data(), padded);
      CHECK(relative_error(kernel_gradient.values(), kernel) < tolerance);
      CHECK(relative_error(bias_gradient.values(), bias) < tolerance);
    }
  }
}

TEST_CASE("conv2d_weight_gradient adds to what is there", "[kernels]") {
  const Conv2DSizes s = conv_shapes[6].sizes();
  const Values v(s, 5);
  Tensor once({s.kernel_count()}), once_bias({s.out_channels}), padded;
  conv2d_weight_gradient(s, 2, v.input.data(), v.gradient.data(), once.data(), once_bias.data(),
                         padded);
  Tensor twice = once, twice_bias = once_bias;
  conv2d_weight_gradient(s, 2, v.input.data(), v.gradient.data(), twice.data(), twice_bias.data(),
                         padded);
  Doubles expected = to_doubles(once), expected_bias = to_doubles(once_bias);
  for (double& value : expected) value *= 2;
  for (double& value : expected_bias) value *= 2;
  CHECK(relative_error(twice.values(), expected) < tolerance);
  CHECK(relative_error(twice_bias.values(), expected_bias) < tolerance);
}

TEST_CASE("Packed weights are copies, replaced by set_weights", "[kernels]") {
  const Conv2DSizes s = conv_shapes[5].sizes();
  Values v(s, 6);
  Conv2DForward forward(s, false);
  Conv2DInputGradient input_gradient(s);
  const auto run = [&] {
    std::pair<Tensor, Tensor> result{Shape{1, s.out_height, s.out_width, s.out_channels},
                                     Shape{1, s.in_height, s.in_width, s.in_channels}};
    forward.run(1, v.input.data(), result.first.data());
    input_gradient.run(1, v.gradient.data(), result.second.data());
    return result;
  };
  forward.set_weights(v.kernel.data(), v.bias.data());
  input_gradient.set_weights(v.kernel.data());
  const auto before = run();
  for (float& value : v.kernel.values()) value += 1;
  for (float& value : v.bias.values()) value += 1;
  const auto kept = run();
  CHECK(same_bits(kept.first, before.first));
  CHECK(same_bits(kept.second, before.second));
  forward.set_weights(v.kernel.data(), v.bias.data());
  input_gradient.set_weights(v.kernel.data());
  const auto after = run();
  CHECK_FALSE(same_bits(after.first, before.first));
  CHECK_FALSE(same_bits(after.second, before.second));
}

TEST_CASE("conv2d_sizes are those of Keras", "[kernels]") {
  struct Case {
    std::size_t in, kernel, stride;
    bool same;
    std::size_t out, before, after;
  };
  // Values from Keras: layers.Conv2D(...).compute_output_shape, and TensorFlow's rule for "same".
  const Case cases[] = {
      {28, 3, 1, false, 26, 0, 0}, {28, 3, 1, true, 28, 1, 1}, {28, 2, 1, true, 28, 0, 1},
      {28, 3, 2, true, 14, 0, 1},  {27, 3, 2, true, 14, 1, 1}, {28, 5, 2, true, 14, 1, 2},
      {28, 5, 3, false, 8, 0, 0},  {10, 1, 3, true, 4, 0, 0},  {3, 3, 1, false, 1, 0, 0},
      {2, 3, 1, false, 0, 0, 0},   {2, 3, 1, true, 2, 1, 1},   {1, 8, 8, true, 1, 3, 4},
  };
  for (const Case& c : cases) {
    CAPTURE(c.in, c.kernel, c.stride, c.same);
    const Conv2DSizes s = conv2d_sizes(c.in, 40, 1, 1, c.kernel, c.stride, c.same);
    CHECK(s.out_height == c.out);
    CHECK(s.pad_top == c.before);
    CHECK(s.pad_bottom == c.after);
    const Conv2DSizes turned = conv2d_sizes(40, c.in, 1, 1, c.kernel, c.stride, c.same);
    CHECK(turned.out_width == c.out);
    CHECK(turned.pad_left == c.before);
    CHECK(turned.pad_right == c.after);
  }
}
