#include "kernels/dense.h"

#include <catch2/catch_test_macros.hpp>

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
    kernel = numbers.tensor({s.units, s.inputs});
    bias = numbers.tensor({s.units});
  }
  Tensor input, kernel, bias;
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
