#include "kernels/dense.h"

#include <catch2/catch.hpp>

#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"
#include "support/shapes.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

constexpr double tolerance = 1e-5;

struct Values {
  Values(const DenseShape& s, std::uint32_t seed) {
    Numbers numbers(seed);
    input = numbers.tensor({largest_batch, s.inputs});
    kernel = numbers.tensor({s.inputs, s.units});
    bias = numbers.tensor({s.units});
    gradient = numbers.tensor({largest_batch, s.units});
  }
  Tensor input, kernel, bias, gradient;
};

}  // namespace

TEST_CASE("DenseForward agrees with its plain twin", "[kernels]") {
  for (const DenseShape& s : dense_shapes) {
    CAPTURE(s);
    const Values v(s, 1);
    for (const bool relu : {false, true}) {
      CAPTURE(relu);
      const Doubles expected =
          reference::dense(largest_batch, s.inputs, s.units, to_doubles(v.input),
                           to_doubles(v.kernel), to_doubles(v.bias), relu);
      DenseForward forward(s.inputs, s.units, relu);
      forward.set_weights(v.kernel.data(), v.bias.data());
      for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
        CAPTURE(batch);
        Tensor output({batch, s.units});
        forward.run(batch, v.input.data(), output.data());
        CHECK(relative_error(output.values(), std::span(expected).first(output.size())) <
              tolerance);
      }
    }
  }
}

TEST_CASE("The gradients of a dense layer agree with their plain twins", "[kernels]") {
  for (const DenseShape& s : dense_shapes) {
    CAPTURE(s);
    const Values v(s, 2);
    DenseInputGradient input_gradient(s.inputs, s.units);
    input_gradient.set_weights(v.kernel.data());
    for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
      CAPTURE(batch);
      const auto expected = reference::dense_backward(
          batch, s.inputs, s.units, to_doubles(v.input.values().first(batch * s.inputs)),
          to_doubles(v.kernel), to_doubles(v.gradient.values().first(batch * s.units)));
      Tensor input({batch, s.inputs});
      input_gradient.run(batch, v.gradient.data(), input.data());
      CHECK(relative_error(input.values(), expected.input) < tolerance);

      Tensor kernel({s.inputs, s.units}), bias({s.units});
      dense_weight_gradient(batch, s.inputs, s.units, v.input.data(), v.gradient.data(),
                            kernel.data(), bias.data());
      CHECK(relative_error(kernel.values(), expected.kernel) < tolerance);
      CHECK(relative_error(bias.values(), expected.bias) < tolerance);
    }
  }
}

TEST_CASE("dense_weight_gradient adds to what is there", "[kernels]") {
  const DenseShape s{5, 7};
  const Values v(s, 3);
  Tensor kernel({s.inputs, s.units}), bias({s.units});
  for (float& value : kernel.values()) value = 100;
  for (float& value : bias.values()) value = 200;
  dense_weight_gradient(1, s.inputs, s.units, v.input.data(), v.gradient.data(), kernel.data(),
                        bias.data());
  CHECK(kernel[9] == Approx(100 + v.input[1] * v.gradient[2]));
  CHECK(bias[6] == Approx(200 + v.gradient[6]));
}

TEST_CASE("Packed dense weights are copies, replaced by set_weights", "[kernels]") {
  const DenseShape s{9, 17};
  Values v(s, 4);
  DenseForward forward(s.inputs, s.units, false);
  Tensor before({2, s.units}), kept({2, s.units}), after({2, s.units});
  forward.set_weights(v.kernel.data(), v.bias.data());
  forward.run(2, v.input.data(), before.data());
  for (float& value : v.kernel.values()) value += 1;
  forward.run(2, v.input.data(), kept.data());
  forward.set_weights(v.kernel.data(), v.bias.data());
  forward.run(2, v.input.data(), after.data());
  CHECK(same_bits(kept, before));
  CHECK_FALSE(same_bits(after, before));
}
