#include <algorithm>

#include "kernels/conv2d.h"
#include "kernels/simd.h"

namespace fitting_room {
namespace {

using simd::F32x4;
using simd::lanes;

/// What is computed together: eight vectors of sums, which keeps two multiply-add units busy and
/// leaves enough of sixteen registers.
constexpr std::size_t tile_channels = 2 * lanes;
constexpr std::size_t tile_positions = 4;

/// The receptive fields of a tile's positions.
struct Fields {
  const float* begin[tile_positions];
};

/// @tparam Taps how many elements of a receptive field are contiguous (a row of it), where that is
/// so few that a loop would cost more than the sums; 0 for any number.
template <std::size_t Taps>
struct Tile {
  F32x4 sums[2][tile_positions];

  /// One element of each receptive field against eight channels' weights.
  void add(const float* a, const float* b, const float* c, const float* d, const float* weights) {
    const F32x4 low = simd::load(weights), high = simd::load(weights + lanes);
    const F32x4 inputs[] = {simd::splat(a), simd::splat(b), simd::splat(c), simd::splat(d)};
    for (std::size_t p = 0; p < tile_positions; ++p) {
      sums[0][p] = simd::multiply_add(inputs[p], low, sums[0][p]);
      sums[1][p] = simd::multiply_add(inputs[p], high, sums[1][p]);
    }
  }

  /// @param weights the tile's channels, {kernel_height, taps, 8}. @param row from a row of the
  /// input to the next. @param taps contiguous elements of a receptive field, the same as Taps if
  /// that is not 0.
  Tile(const Fields& fields, const float* weights, std::size_t kernel_height, std::size_t row,
       std::size_t taps) {
    for (auto& vectors : sums)
      for (F32x4& sum : vectors) sum = simd::zero();
    for (std::size_t ky = 0; ky < kernel_height; ++ky) {
      const float* a = fields.begin[0] + ky * row;
      const float* b = fields.begin[1] + ky * row;
      const float* c = fields.begin[2] + ky * row;
      const float* d = fields.begin[3] + ky * row;
      if constexpr (Taps > 0) {
        for (std::size_t i = 0; i < Taps; ++i, weights += tile_channels)
          add(a + i, b + i, c + i, d + i, weights);
        continue;
      }
      // Unrolled, the browser's compiler runs out of registers.
#pragma clang loop unroll(disable)
      for (std::size_t i = 0; i < taps; ++i, weights += tile_channels)
        add(a++, b++, c++, d++, weights);
    }
  }
};

/// The largest of a window's four, and the pixel where its receptive field begins.
struct Best {
  F32x4 value;
  v128_t pixel;
};

Best largest(const F32x4 (&sums)[tile_positions], v128_t first, v128_t right, v128_t down) {
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

/// Writes the tile's channels at one position: all eight, or as many as are left.
template <typename Number>
void write(Number* to, v128_t low, v128_t high, std::size_t channels) {
  if (channels == tile_channels) {
    wasm_v128_store(to, low);
    wasm_v128_store(to + lanes, high);
    return;
  }
  Number numbers[tile_channels];
  wasm_v128_store(numbers, low);
  wasm_v128_store(numbers + lanes, high);
  std::copy_n(numbers, channels, to);
}

/// Contiguous elements of a receptive field: a row of it.
std::size_t taps(const Conv2DSizes& s) { return s.kernel_width * s.in_channels; }

v128_t splat_u32(std::size_t value) { return wasm_u32x4_splat(static_cast<std::uint32_t>(value)); }

/// The layer's bias and activation.
struct Finish {
  F32x4 low, high;
  bool relu;

  Finish(const float* bias, bool with_relu)
      : low(simd::load(bias)), high(simd::load(bias + lanes)), relu(with_relu) {}
  F32x4 operator()(F32x4 sum, F32x4 bias) const {
    const F32x4 value = wasm_f32x4_add(sum, bias);
    const F32x4 size = relu ? value : wasm_f32x4_abs(value);
    return wasm_v128_andnot(value, simd::below_negligible(size));
  }
};

}  // namespace

void Conv2DForward::set_weights(const float* kernel, const float* bias) {
  const std::size_t inputs = sizes_.kernel_count() / sizes_.out_channels;
  const std::size_t tiles = (sizes_.out_channels + tile_channels - 1) / tile_channels;
  if (packed_.size() == 0) packed_ = Tensor({tiles, 1 + inputs, tile_channels});
  for (std::size_t o = 0; o < sizes_.out_channels; ++o) {
    float* to =
        packed_.data() + o / tile_channels * (1 + inputs) * tile_channels + o % tile_channels;
    *to = bias[o];
    for (std::size_t i = 0; i < inputs; ++i) to[(1 + i) * tile_channels] = kernel[o * inputs + i];
  }
}

const float* Conv2DForward::padded(std::size_t batch, const float* input) {
  if (!sizes_.is_padded()) return input;
  const std::size_t size =
      batch * sizes_.padded_height() * sizes_.padded_width() * sizes_.in_channels;
  if (padded_.size() < size) padded_ = Tensor({size});
  pad_images(sizes_, batch, input, padded_.data());
  return padded_.data();
}

void Conv2DForward::run(std::size_t batch, const float* input, float* output) {
  if (taps(sizes_) == 3) return run_taps<3>(batch, padded(batch, input), output);
  run_taps<0>(batch, padded(batch, input), output);
}

void Conv2DForward::run_pooled(std::size_t batch, const float* input, float* output,
                               std::uint32_t* winners) {
  if (taps(sizes_) == 3) return run_pooled_taps<3>(batch, padded(batch, input), output, winners);
  run_pooled_taps<0>(batch, padded(batch, input), output, winners);
}

template <std::size_t Taps>
void Conv2DForward::run_taps(std::size_t batch, const float* input, float* output) {
  const Conv2DSizes& s = sizes_;
  const std::size_t row = s.padded_width() * s.in_channels;
  const std::size_t count = batch * s.out_height * s.out_width;
  while (fields_.size() < count) {
    const std::size_t q = fields_.size();
    const std::size_t x = q % s.out_width, y = q / s.out_width % s.out_height;
    const std::size_t n = q / s.out_width / s.out_height;
    fields_.push_back(static_cast<std::uint32_t>(s.field(n, y, x) * s.in_channels));
  }
  for (std::size_t t = 0; t < packed_.shape()[0]; ++t) {
    const float* bias = packed_.data() + t * packed_.shape()[1] * tile_channels;
    const Finish finish(bias, relu_);
    const std::size_t channel = t * tile_channels;
    const std::size_t channels = std::min(tile_channels, s.out_channels - channel);
    for (std::size_t q = 0; q < count; q += tile_positions) {
      Fields fields;
      for (std::size_t p = 0; p < tile_positions; ++p)
        fields.begin[p] = input + fields_[std::min(q + p, count - 1)];
      const Tile<Taps> tile(fields, bias + tile_channels, s.kernel_height, row, taps(s));
      for (std::size_t p = 0; p < std::min(tile_positions, count - q); ++p)
        write(output + (q + p) * s.out_channels + channel, finish(tile.sums[0][p], finish.low),
              finish(tile.sums[1][p], finish.high), channels);
    }
  }
}

template <std::size_t Taps>
void Conv2DForward::run_pooled_taps(std::size_t batch, const float* input, float* output,
                                    std::uint32_t* winners) const {
  const Conv2DSizes& s = sizes_;
  const std::size_t row = s.padded_width() * s.in_channels;
  const std::size_t right = s.stride * s.in_channels, down = s.stride * row;
  const v128_t right_pixels = splat_u32(s.stride);
  const v128_t down_pixels = splat_u32(s.stride * s.padded_width());
  for (std::size_t t = 0; t < packed_.shape()[0]; ++t) {
    const float* bias = packed_.data() + t * packed_.shape()[1] * tile_channels;
    const Finish finish(bias, relu_);
    const std::size_t channel = t * tile_channels;
    const std::size_t channels = std::min(tile_channels, s.out_channels - channel);
    std::size_t at = channel;
    for (std::size_t n = 0; n < batch; ++n) {
      for (std::size_t y = 0; y + 2 <= s.out_height; y += 2) {
        for (std::size_t x = 0; x + 2 <= s.out_width; x += 2, at += s.out_channels) {
          const std::size_t pixel = s.field(n, y, x);
          const float* first = input + pixel * s.in_channels;
          const Tile<Taps> tile({{first, first + right, first + down, first + down + right}},
                                bias + tile_channels, s.kernel_height, row, taps(s));
          const Best low = largest(tile.sums[0], splat_u32(pixel), right_pixels, down_pixels);
          const Best high = largest(tile.sums[1], splat_u32(pixel), right_pixels, down_pixels);
          write(output + at, finish(low.value, finish.low), finish(high.value, finish.high),
                channels);
          if (winners != nullptr) write(winners + at, low.pixel, high.pixel, channels);
        }
      }
    }
  }
}

}  // namespace fitting_room
