#include "kernels/max_pool2d.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"
#include "support/shapes.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

std::size_t input_size(const MaxPool2DSizes& s) { return s.in_height * s.in_width * s.channels; }
std::size_t output_size(const MaxPool2DSizes& s) { return s.out_height * s.out_width * s.channels; }

/// What a ReLU leaves: many zeros, so that windows have several largest elements.
Tensor rectified(Numbers& numbers, std::size_t size) {
  Tensor values = numbers.tensor({size});
  for (float& value : values.values()) value = std::max(value, 0.0f);
  return values;
}

}  // namespace

TEST_CASE("max_pool2d agrees with its plain twin, with and without winners", "[kernels]") {
  for (const PoolShape& shape : pool_shapes) {
    CAPTURE(shape);
    const MaxPool2DSizes s = shape.sizes();
    Numbers numbers(1);
    const Tensor input = numbers.tensor({largest_batch, input_size(s)});
    const Doubles expected = reference::max_pool2d(s, largest_batch, to_doubles(input));
    for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
      CAPTURE(batch);
      Tensor output({batch, output_size(s)}), without({batch, output_size(s)});
      std::vector<std::uint32_t> winners(output.size());
      max_pool2d(s, batch, input.data(), output.data(), winners.data());
      max_pool2d(s, batch, input.data(), without.data(), nullptr);
      CHECK(relative_error(output.values(), std::span(expected).first(output.size())) == 0);
      CHECK(same_bits(output, without));
      bool winners_hold_the_maximum = true;
      for (std::size_t i = 0; i < output.size(); ++i) {
        const float* image = input.data() + i / output_size(s) * input_size(s);
        winners_hold_the_maximum &= winners[i] < input_size(s) && image[winners[i]] == output[i];
      }
      CHECK(winners_hold_the_maximum);
    }
  }
}

TEST_CASE("max_pool2d_backward agrees with its plain twin, ties included", "[kernels]") {
  for (const PoolShape& shape : pool_shapes) {
    CAPTURE(shape);
    const MaxPool2DSizes s = shape.sizes();
    Numbers numbers(2);
    const Tensor input = rectified(numbers, largest_batch * input_size(s));
    const Tensor gradient = numbers.tensor({largest_batch, output_size(s)});
    const Doubles expected =
        reference::max_pool2d_backward(s, largest_batch, to_doubles(input), to_doubles(gradient));
    for (std::size_t batch = 1; batch <= largest_batch; ++batch) {
      CAPTURE(batch);
      Tensor output({batch, output_size(s)});
      std::vector<std::uint32_t> winners(output.size());
      max_pool2d(s, batch, input.data(), output.data(), winners.data());
      Tensor result = numbers.tensor({batch, input_size(s)});  // must be overwritten
      max_pool2d_backward(s, batch, gradient.data(), winners.data(), result.data());
      CHECK(relative_error(result.values(), std::span(expected).first(result.size())) < 1e-6);
    }
  }
}
