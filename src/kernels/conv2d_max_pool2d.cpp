#include "kernels/conv2d_max_pool2d.h"

#include <algorithm>

#include "kernels/simd.h"

namespace fitting_room {
namespace {

using simd::F32x4;
using simd::lanes;

/// Output channels that are computed together: with the four positions of a window, eight vectors
/// of sums, which keeps two multiply-add units busy and fits sixteen registers.
constexpr std::size_t block_channels = 2 * lanes;

/// The largest of four, and where its receptive field begins.
struct Best {
  F32x4 value;
  v128_t field;
};

Best largest(const F32x4 (&sums)[4], v128_t first, v128_t right, v128_t down) {
  const v128_t in_top = wasm_f32x4_gt(sums[1], sums[0]);
  const v128_t in_bottom = wasm_f32x4_gt(sums[3], sums[2]);
  const F32x4 top = wasm_f32x4_pmax(sums[0], sums[1]);
  const F32x4 bottom = wasm_f32x4_pmax(sums[2], sums[3]);
  const v128_t is_bottom = wasm_f32x4_gt(bottom, top);
  const v128_t is_right = wasm_v128_bitselect(in_bottom, in_top, is_bottom);
  return {wasm_f32x4_pmax(top, bottom),
          wasm_i32x4_add(first, wasm_i32x4_add(wasm_v128_and(is_right, right),
                                               wasm_v128_and(is_bottom, down)))};
}

}  // namespace

bool Conv2DMaxPool2DForward::can_fuse(const Conv2DSizes& convolution,
                                      const MaxPool2DSizes& pooling) {
  return pooling.pool == 2 && pooling.stride == 2 && pooling.pad_top == 0 &&
         pooling.pad_left == 0 && pooling.out_height * 2 <= convolution.out_height &&
         pooling.out_width * 2 <= convolution.out_width;
}

void Conv2DMaxPool2DForward::set_weights(const float* kernel, const float* bias) {
  const std::size_t inputs = sizes_.kernel_count() / sizes_.out_channels;
  const std::size_t blocks = (sizes_.out_channels + block_channels - 1) / block_channels;
  if (packed_.size() == 0) packed_ = Tensor({blocks, 1 + inputs, block_channels});
  for (std::size_t o = 0; o < sizes_.out_channels; ++o) {
    float* to = packed_.data() + o / block_channels * (1 + inputs) * block_channels +
                o % block_channels;
    *to = bias[o];
    for (std::size_t i = 0; i < inputs; ++i) to[(1 + i) * block_channels] = kernel[o * inputs + i];
  }
}

void Conv2DMaxPool2DForward::run(std::size_t batch, const float* input, float* output,
                                 std::uint32_t* winners) {
  if (sizes_.is_padded()) {
    const std::size_t image =
        sizes_.padded_height() * sizes_.padded_width() * sizes_.in_channels;
    if (padded_.size() < batch * image) padded_ = Tensor({batch * image});
    pad_images(sizes_, batch, input, padded_.data());
    input = padded_.data();
  }
  for (std::size_t block = 0; block < packed_.shape()[0]; ++block) {
    if (winners != nullptr) {
      run_block<true>(block, batch, input, output, winners);
    } else {
      run_block<false>(block, batch, input, output, nullptr);
    }
  }
}

template <bool Record>
void Conv2DMaxPool2DForward::run_block(std::size_t block, std::size_t batch, const float* input,
                                       float* output, std::uint32_t* winners) const {
  const Conv2DSizes& s = sizes_;
  const std::size_t row = s.padded_width() * s.in_channels;
  const std::size_t image = s.padded_height() * row;
  const std::size_t right = s.stride * s.in_channels;
  const std::size_t down = s.stride * row;
  const std::size_t taps = s.kernel_width * s.in_channels;  // contiguous in the input
  const float* bias = packed_.data() + block * packed_.shape()[1] * block_channels;
  const v128_t right_steps = wasm_i32x4_splat(static_cast<std::int32_t>(right));
  const v128_t down_steps = wasm_i32x4_splat(static_cast<std::int32_t>(down));
  const std::size_t channel = block * block_channels;
  const std::size_t channels = std::min(block_channels, s.out_channels - channel);
  float values[block_channels];
  std::uint32_t fields[block_channels];

  std::size_t at = channel;
  for (std::size_t n = 0; n < batch; ++n) {
    for (std::size_t y = 0; y + 2 <= s.out_height; y += 2) {
      for (std::size_t x = 0; x + 2 <= s.out_width; x += 2, at += s.out_channels) {
        const std::size_t field = n * image + y * down + x * right;
        F32x4 sums[2][4];
        for (auto& vector : sums)
          for (F32x4& sum : vector) sum = simd::zero();
        const float* weights = bias + block_channels;
        for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
          const float* a = input + field + ky * row;
          const float* b = a + down;
#pragma clang loop unroll_count(4)
          for (std::size_t i = 0; i < taps; ++i) {
            const F32x4 low = simd::load(weights);
            const F32x4 high = simd::load(weights + lanes);
            weights += block_channels;
            const F32x4 inputs[4] = {simd::splat(a + i), simd::splat(a + i + right),
                                     simd::splat(b + i), simd::splat(b + i + right)};
            for (std::size_t p = 0; p < 4; ++p) {
              sums[0][p] = simd::multiply_add(inputs[p], low, sums[0][p]);
              sums[1][p] = simd::multiply_add(inputs[p], high, sums[1][p]);
            }
          }
        }
        const bool whole = channels == block_channels;
        float* value_to = whole ? output + at : values;
        std::uint32_t* field_to = whole ? winners + at : fields;
        const v128_t first = wasm_i32x4_splat(static_cast<std::int32_t>(field));
        for (std::size_t v = 0; v < 2; ++v) {
          const Best best = largest(sums[v], first, right_steps, down_steps);
          F32x4 value = wasm_f32x4_add(best.value, simd::load(bias + v * lanes));
          if (relu_) value = wasm_f32x4_pmax(value, simd::zero());
          simd::store(value_to + v * lanes, value);
          if constexpr (Record) wasm_v128_store(field_to + v * lanes, best.field);
        }
        if (whole) continue;
        std::copy_n(values, channels, output + at);
        if constexpr (Record) std::copy_n(fields, channels, winners + at);
      }
    }
  }
}

}  // namespace fitting_room
