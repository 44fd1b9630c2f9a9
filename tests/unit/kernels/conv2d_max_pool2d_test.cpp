#include <catch2/catch_test_macros.hpp>

#include "kernels/conv2d_forward.h"
#include "kernels/conv2d_gradients.h"
#include "kernels/max_pool2d.h"
#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"
#include "support/shapes.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

constexpr double tolerance = 1e-5;
constexpr std::size_t batch = 3;

/// The pooling that is fused, of a convolution's output.
MaxPool2DSizes pooling_of(const Conv2DSizes& s) {
  return {s.out_height, s.out_width, s.out_channels, s.out_height / 2, s.out_width / 2, 2, 2};
}

struct Values {
  Values(const Conv2DSizes& s, std::uint32_t seed) {
    Numbers numbers(seed);
    const MaxPool2DSizes pool = pooling_of(s);
    input = numbers.tensor({batch, s.in_height, s.in_width, s.in_channels});
    kernel = numbers.tensor({s.kernel_count()});
    bias = numbers.tensor({s.out_channels});
    gradient = numbers.tensor({batch, pool.out_height, pool.out_width, s.out_channels});
  }
  Tensor input, kernel, bias, gradient;
};

}  // namespace

TEST_CASE("Convolution and pooling in one agree with their plain twins, forward and backward",
          "[kernels]") {
  std::size_t tried = 0;
  for (const ConvShape& shape : conv_shapes) {
    const Conv2DSizes s = shape.sizes();
    const MaxPool2DSizes pool = pooling_of(s);
    if (pool.out_height == 0 || pool.out_width == 0) continue;
    ++tried;
    REQUIRE(pool.is_whole_2x2());
    const Values v(s, 1);
    for (const bool relu : {false, true}) {
      CAPTURE(shape, relu);
      const Doubles kernel = to_doubles(v.kernel), input = to_doubles(v.input);
      const Doubles map = reference::conv2d(s, batch, input, kernel, to_doubles(v.bias), relu);
      const Doubles expected = reference::max_pool2d(pool, batch, map);
      Doubles map_gradient =
          reference::max_pool2d_backward(pool, batch, map, to_doubles(v.gradient));
      for (std::size_t i = 0; relu && i < map.size(); ++i) map_gradient[i] *= map[i] > 0;
      const auto expected_gradients =
          reference::conv2d_backward(s, batch, input, kernel, map_gradient);

      Conv2DForward forward(s, relu, Pooling::max_2x2);
      forward.set_weights(v.kernel.data(), v.bias.data());
      Tensor output(v.gradient.shape()), unrecorded(v.gradient.shape());
      std::vector<std::uint32_t> winners(output.size());
      forward.run(batch, v.input.data(), output.data(), winners.data());
      CHECK(relative_error(output.values(), expected) < tolerance);
      forward.run(batch, v.input.data(), unrecorded.data());
      CHECK(same_bits(unrecorded, output));

      Conv2DGradients gradients(s, batch);
      gradients.list_pooled(batch, pool.out_height * pool.out_width, v.gradient.data(),
                            relu ? output.data() : nullptr, winners.data());
      Tensor kernel_gradient({s.kernel_count()}), bias_gradient({s.out_channels});
      gradients.add_weight_gradient(v.input.data(), kernel_gradient.data(), bias_gradient.data());
      CHECK(relative_error(kernel_gradient.values(), expected_gradients.kernel) < tolerance);
      CHECK(relative_error(bias_gradient.values(), expected_gradients.bias) < tolerance);
      Tensor input_gradient(v.input.shape());
      gradients.input_gradient(v.kernel.data(), input_gradient.data());
      CHECK(relative_error(input_gradient.values(), expected_gradients.input) < tolerance);
    }
  }
  CHECK(tried >= 20);
}

TEST_CASE("The first of equal values wins the window", "[kernels]") {
  const Conv2DSizes s = conv2d_sizes(3, 5, 1, 5, 2, 1, false);
  Tensor input({1, 3, 5, 1}), kernel({s.kernel_count()}), bias({5}), output({1, 1, 2, 5});
  for (float& value : input.values()) value = 1;
  std::vector<std::uint32_t> winners(output.size());
  Conv2DForward forward(s, true, Pooling::max_2x2);
  forward.set_weights(kernel.data(), bias.data());
  forward.run(1, input.data(), output.data(), winners.data());
  CHECK(winners == std::vector<std::uint32_t>{0, 0, 0, 0, 0, 2, 2, 2, 2, 2});
}

TEST_CASE("Only a pooling of whole 2 x 2 windows is fused", "[kernels]") {
  const auto whole = [](MaxPool2DSizes sizes) { return sizes.is_whole_2x2(); };
  CHECK(whole({7, 7, 4, 3, 3, 2, 2}));
  CHECK_FALSE(whole({7, 7, 4, 4, 4, 2, 2}));        // "same"
  CHECK_FALSE(whole({7, 7, 4, 2, 2, 3, 2}));        // 3 x 3
  CHECK_FALSE(whole({7, 7, 4, 6, 6, 2, 1}));        // overlapping
  CHECK_FALSE(whole({7, 7, 4, 3, 3, 2, 2, 1, 1}));  // padded
}
