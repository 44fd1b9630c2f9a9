#include "kernels/conv2d_winograd.h"

#include <catch2/catch_test_macros.hpp>

#include "kernels/conv2d_direct.h"
#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

Conv2DSizes sizes(std::size_t side, std::size_t in, std::size_t out, bool same = false) {
  return conv2d_sizes(side, side, in, out, 3, 1, same);
}

/// Roughly normal, around zero, as trained weights are.
Tensor centred(Numbers& numbers, Shape shape) {
  Tensor tensor = numbers.tensor(shape);
  for (float& value : tensor.values()) value += numbers.uniform() + numbers.uniform();
  return tensor;
}

}  // namespace

TEST_CASE("Shapes that tiles make faster are known", "[kernels]") {
  const auto plain = [](const Conv2DSizes& s) { return Conv2DWinograd::suits(s, Pooling::none); };
  const auto pooled = [](const Conv2DSizes& s) {
    return Conv2DWinograd::suits(s, Pooling::max_2x2);
  };
  CHECK(pooled(sizes(13, 32, 64)));  // the reference CNN's
  CHECK(plain(sizes(5, 64, 128)));
  CHECK(pooled(sizes(14, 32, 64, true)));  // the ready-made one's
  CHECK(pooled(sizes(7, 64, 128, true)));
  CHECK(plain(sizes(7, 8, 4, true)));
  CHECK_FALSE(pooled(sizes(28, 1, 32)));  // channels
  CHECK_FALSE(pooled(sizes(13, 10, 32)));
  CHECK_FALSE(pooled(sizes(13, 32, 3)));
  CHECK_FALSE(plain(sizes(4, 32, 32, true)));  // four tiles for a bit more than one
  CHECK_FALSE(plain(sizes(3, 32, 32)));        // one tile for one output
  CHECK_FALSE(pooled(sizes(3, 32, 32)));       // no window
  CHECK_FALSE(plain(conv2d_sizes(9, 9, 32, 32, 3, 2, false)));
  CHECK_FALSE(plain(conv2d_sizes(9, 9, 32, 32, 5, 1, false)));
  CHECK_FALSE(plain(conv2d_sizes(9, 9, 32, 32, 1, 1, false)));
}

TEST_CASE("Tiles round off about as little as the plain sum", "[kernels]") {
  Numbers numbers(3);
  const auto error = [&](auto convolution, const Conv2DSizes& s) {
    constexpr std::size_t batch = 4;
    const Tensor input = centred(numbers, {batch, s.in_height, s.in_width, s.in_channels});
    const Tensor kernel = centred(numbers, {s.kernel_count()});
    const Tensor bias = centred(numbers, {s.out_channels});
    const Doubles expected = reference::conv2d(s, batch, to_doubles(input), to_doubles(kernel),
                                               to_doubles(bias), /*relu=*/false);
    Tensor output({expected.size()});
    convolution.set_weights(kernel.data(), bias.data());
    convolution.run(batch, input.data(), output.data(), nullptr);
    return relative_error(output.values(), expected);
  };
  for (const Conv2DSizes& s : {sizes(5, 64, 128), sizes(11, 16, 16)}) {
    const double tiles = error(Conv2DWinograd(s, false, Pooling::none), s);
    const double direct = error(Conv2DDirect(s, false, Pooling::none), s);
    CAPTURE(tiles, direct);
    CHECK(tiles < 8 * direct);
    CHECK(tiles < 3e-6);
  }
}

TEST_CASE("A sample's outputs are the same to the last bit in any batch", "[kernels]") {
  constexpr std::size_t batch = 7;
  for (const Conv2DSizes& s : {sizes(8, 8, 12, /*same=*/true), sizes(5, 8, 12)}) {
    for (const Pooling pooling : {Pooling::none, Pooling::max_2x2}) {
      const std::size_t step = pooling == Pooling::none ? 1 : 2;
      const std::size_t in = s.in_height * s.in_width * s.in_channels;
      const std::size_t out = s.out_height / step * (s.out_width / step) * s.out_channels;
      CAPTURE(s.in_height, step);
      Numbers numbers(4);
      const Tensor input = numbers.tensor({batch, in}), kernel = numbers.tensor({s.kernel_count()}),
                   bias = numbers.tensor({s.out_channels});
      Tensor together({batch, out}), alone({batch, out});
      Conv2DWinograd convolution(s, true, pooling);
      convolution.set_weights(kernel.data(), bias.data());
      convolution.run(batch, input.data(), together.data(), nullptr);
      for (std::size_t n = 0; n < batch; ++n)
        convolution.run(1, input.data() + n * in, alone.data() + n * out, nullptr);
      CHECK(same_bits(together, alone));
    }
  }
}
