#include "kernels/conv2d_direct.h"

#include <algorithm>

#include "kernels/conv2d_tile.h"

namespace fitting_room {
namespace {

using namespace conv2d;

/// Contiguous elements of a receptive field: a row of it.
std::size_t taps(const Conv2DSizes& s) { return s.kernel_width * s.in_channels; }

}  // namespace

void Conv2DDirect::set_weights(const float* kernel, const float* bias) {
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

void Conv2DDirect::run(std::size_t batch, const float* input, float* output,
                       std::uint32_t* winners) {
  input = padded_.of(sizes_, batch, input);
  if (taps(sizes_) == 3) return run_taps<3>(batch, input, output, winners);
  run_taps<0>(batch, input, output, winners);
}

template <std::size_t Taps>
void Conv2DDirect::run_taps(std::size_t batch, const float* input, float* output,
                            std::uint32_t* winners) {
  if (pooling_ == Pooling::none) return run_plain<Taps>(batch, input, output);
  // To find winners takes a sixth of the time, where receptive fields are as small as these.
  if (winners == nullptr) return run_pooled<Taps, false>(batch, input, output, winners);
  run_pooled<Taps, true>(batch, input, output, winners);
}

template <std::size_t Taps>
void Conv2DDirect::run_plain(std::size_t batch, const float* input, float* output) {
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

template <std::size_t Taps, bool Winners>
void Conv2DDirect::run_pooled(std::size_t batch, const float* input, float* output,
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
          if constexpr (Winners) write(winners + at, low.pixel, high.pixel, channels);
        }
      }
    }
  }
}

}  // namespace fitting_room
