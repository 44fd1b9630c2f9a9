// The plain twins judge the kernels; here their gradients are judged, by their own forward loops.
#include "kernels/reference/reference.h"

#include <catch2/catch_test_macros.hpp>

#include "support/compare.h"
#include "support/finite_differences.h"
#include "support/numbers.h"
#include "support/shapes.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

constexpr std::size_t batch = 2;
constexpr std::size_t most_work = 60'000'000;  // multiplications; leaves out what is only large

Doubles random_doubles(Numbers& numbers, std::size_t size) {
  return to_doubles(numbers.tensor({size}));
}

double difference(const Doubles& a, const Doubles& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

TEST_CASE("The twin of the convolution's gradients agrees with finite differences", "[kernels]") {
  std::size_t tried = 0;
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    Numbers numbers(1);
    Doubles input = random_doubles(numbers, batch * s.in_height * s.in_width * s.in_channels);
    Doubles kernel = random_doubles(numbers, s.kernel_count());
    Doubles bias = random_doubles(numbers, s.out_channels);
    const Doubles weights =
        random_doubles(numbers, batch * s.out_height * s.out_width * s.out_channels);
    const std::size_t work = weights.size() * s.kernel_count() / s.out_channels;
    if (work * (input.size() + kernel.size()) > most_work) continue;
    ++tried;
    const auto loss = [&] {
      return weighted_sum(weights, reference::conv2d(s, batch, input, kernel, bias, false));
    };
    const auto gradients = reference::conv2d_backward(s, batch, input, kernel, weights);
    CHECK(difference(gradients.input, central_differences(input, loss)) < 1e-8);
    CHECK(difference(gradients.kernel, central_differences(kernel, loss)) < 1e-8);
    CHECK(difference(gradients.bias, central_differences(bias, loss)) < 1e-8);
  }
  CHECK(tried >= 15);
}

TEST_CASE("The twin of the dense layer's gradients agrees with finite differences", "[kernels]") {
  std::size_t tried = 0;
  for (const DenseShape& s : dense_shapes) {
    if (s.inputs * s.units > 600) continue;
    ++tried;
    CAPTURE(s);
    Numbers numbers(2);
    Doubles input = random_doubles(numbers, batch * s.inputs);
    Doubles kernel = random_doubles(numbers, s.inputs * s.units);
    Doubles bias = random_doubles(numbers, s.units);
    const Doubles weights = random_doubles(numbers, batch * s.units);
    const auto loss = [&] {
      return weighted_sum(weights,
                          reference::dense(batch, s.inputs, s.units, input, kernel, bias, false));
    };
    const auto gradients =
        reference::dense_backward(batch, s.inputs, s.units, input, kernel, weights);
    CHECK(difference(gradients.input, central_differences(input, loss)) < 1e-8);
    CHECK(difference(gradients.kernel, central_differences(kernel, loss)) < 1e-8);
    CHECK(difference(gradients.bias, central_differences(bias, loss)) < 1e-8);
  }
  CHECK(tried >= 10);
}

TEST_CASE("The twin of the pooling's gradient agrees with finite differences", "[kernels]") {
  std::size_t tried = 0;
  for (const PoolShape& shape : pool_shapes) {
    const MaxPool2DSizes s = shape.sizes();
    if (s.in_height * s.in_width * s.channels > 1000) continue;
    ++tried;
    CAPTURE(shape);
    Numbers numbers(3);
    Doubles input = random_doubles(numbers, batch * s.in_height * s.in_width * s.channels);
    const Doubles weights =
        random_doubles(numbers, batch * s.out_height * s.out_width * s.channels);
    const auto loss = [&] { return weighted_sum(weights, reference::max_pool2d(s, batch, input)); };
    // A step far below the distance of any two random inputs: the winners stay the same.
    CHECK(difference(reference::max_pool2d_backward(s, batch, input, weights),
                     central_differences(input, loss, 1e-8)) < 1e-6);
  }
  CHECK(tried >= 10);
}
