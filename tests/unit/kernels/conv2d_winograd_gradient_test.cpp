#include "kernels/conv2d_winograd_gradient.h"

#include <catch2/catch_test_macros.hpp>

#include "kernels/negligible.h"
#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"
#include "support/shapes.h"

using namespace fitting_room;
using namespace fitting_room::test;

TEST_CASE("The input's gradient in tiles agrees with its plain twin", "[kernels]") {
  std::size_t tried = 0;
  for (const ConvShape& shape : conv_shapes) {
    const Conv2DSizes s = shape.sizes();
    if (!Conv2DWinogradGradient::suits(s)) continue;
    ++tried;
    for (const bool relu : {false, true}) {
      CAPTURE(shape, relu);
      Numbers numbers(5);
      Conv2DWinogradGradient tiles(s);
      for (const std::size_t batch : {5u, 17u, 2u}) {
        const std::size_t count = batch * s.out_height * s.out_width * s.out_channels;
        const Tensor kernel = numbers.tensor({s.kernel_count()}), output = numbers.tensor({count}),
                     gradient = numbers.tensor({count});
        Tensor made = numbers.tensor({batch, s.in_height, s.in_width, s.in_channels});
        Doubles kept = to_doubles(gradient);
        for (std::size_t i = 0; relu && i < count; ++i) kept[i] *= output[i] > 0;
        const Doubles expected =
            reference::conv2d_backward(s, batch, Doubles(made.size()), to_doubles(kernel), kept)
                .input;
        tiles.set_weights(kernel.data());
        tiles.run(batch, gradient.data(), relu ? output.data() : nullptr, made.data());
        CHECK(relative_error(made.values(), expected) < 3e-6);
      }
    }
  }
  CHECK(tried >= 3);
}

TEST_CASE("A gradient too small to count has no effect in tiles", "[kernels]") {
  const Conv2DSizes s = conv2d_sizes(5, 5, 8, 8, 3, 1, false);
  Tensor gradient({9 * 8}), made = Numbers(7).tensor({25 * 8});
  std::ranges::fill(gradient.values(), negligible / 2);
  Conv2DWinogradGradient tiles(s);
  const Tensor kernel = Numbers(6).tensor({s.kernel_count()});
  tiles.set_weights(kernel.data());
  tiles.run(1, gradient.data(), nullptr, made.data());
  CHECK(std::ranges::all_of(made.values(), [](float value) { return value == 0; }));
}
