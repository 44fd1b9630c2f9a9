#include <catch2/catch_test_macros.hpp>

#include "kernels/conv2d_forward.h"
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
  }
  Tensor input, kernel, bias;
};

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

TEST_CASE("Packed weights are copies, replaced by set_weights", "[kernels]") {
  const Conv2DSizes s = conv_shapes[5].sizes();
  Values v(s, 6);
  Conv2DForward forward(s, false);
  const auto run = [&] {
    Tensor output({1, s.out_height, s.out_width, s.out_channels});
    forward.run(1, v.input.data(), output.data());
    return output;
  };
  forward.set_weights(v.kernel.data(), v.bias.data());
  const Tensor before = run();
  for (float& value : v.kernel.values()) value += 1;
  for (float& value : v.bias.values()) value += 1;
  CHECK(same_bits(run(), before));
  forward.set_weights(v.kernel.data(), v.bias.data());
  CHECK_FALSE(same_bits(run(), before));
}

TEST_CASE("Images are padded and unpadded where the sizes say", "[kernels]") {
  for (const ConvShape& shape : conv_shapes) {
    CAPTURE(shape);
    const Conv2DSizes s = shape.sizes();
    const Tensor images = Numbers(7).tensor({2, s.in_height, s.in_width, s.in_channels});
    Tensor padded({2, s.padded_height(), s.padded_width(), s.in_channels});
    pad_images(s, 2, images.data(), padded.data());
    std::size_t wrong = 0, at = 0;
    for (std::size_t n = 0; n < 2; ++n)
      for (std::size_t y = 0; y < s.padded_height(); ++y)
        for (std::size_t x = 0; x < s.padded_width(); ++x)
          for (std::size_t c = 0; c < s.in_channels; ++c) {
            const std::size_t iy = y - s.pad_top, ix = x - s.pad_left;  // wraps in the padding
            const bool inside = iy < s.in_height && ix < s.in_width;
            const float expected =
                inside ? images[((n * s.in_height + iy) * s.in_width + ix) * s.in_channels + c] : 0;
            wrong += padded[at++] != expected;
          }
    CHECK(wrong == 0);
    Tensor back(images.shape());
    unpad_images(s, 2, padded.data(), back.data());
    CHECK(same_bits(back, images));
  }
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
