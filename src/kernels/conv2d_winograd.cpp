#include "kernels/conv2d_winograd.h"

#include <algorithm>

#include "kernels/conv2d_tile.h"
#include "kernels/winograd.h"

namespace fitting_room {
namespace {

using namespace conv2d;
using winograd::F2x2;
using winograd::F3x3;
using winograd::kernel_side;

std::size_t divided_up(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

/// Tiles along an axis of `out` outputs.
std::size_t tiles(std::size_t out, Pooling pooling) {
  return pooling == Pooling::none ? divided_up(out, F3x3::outputs) : out / F2x2::outputs;
}

/// Products of a tile.
std::size_t elements(Pooling pooling) {
  return pooling == Pooling::none ? F3x3::side * F3x3::side : F2x2::side * F2x2::side;
}

}  // namespace

/// Transforming pays where channels are enough, and where tiles reach not too far over the edge: it
/// must save about half of the multiplications.
bool Conv2DWinograd::suits(const Conv2DSizes& s, Pooling pooling) {
  if (s.kernel_height != kernel_side || s.kernel_width != kernel_side || s.stride != 1)
    return false;
  if (s.in_channels % lanes != 0 || s.in_channels < 8 || s.out_channels < 4) return false;
  const std::size_t products =
      tiles(s.out_height, pooling) * tiles(s.out_width, pooling) * elements(pooling);
  if (pooling == Pooling::max_2x2) return products > 0;
  return 16 * products <= 9 * 9 * s.out_height * s.out_width;
}

Conv2DSizes Conv2DWinograd::whole_tiles(Conv2DSizes sizes) {
  sizes.pad_bottom += tiles(sizes.out_height, Pooling::none) * F3x3::outputs - sizes.out_height;
  sizes.pad_right += tiles(sizes.out_width, Pooling::none) * F3x3::outputs - sizes.out_width;
  return sizes;
}

Conv2DWinograd::Conv2DWinograd(const Conv2DSizes& sizes, bool relu, Pooling pooling)
    : sizes_(pooling == Pooling::none ? whole_tiles(sizes) : sizes),
      relu_(relu),
      pooling_(pooling),
      rows_(tiles(sizes.out_height, pooling)),
      columns_(tiles(sizes.out_width, pooling)),
      bias_({divided_up(sizes.out_channels, tile_channels) * tile_channels}),
      products_(elements(pooling), sizes.in_channels, sizes.out_channels) {}

void Conv2DWinograd::set_weights(const float* kernel, const float* bias) {
  std::copy_n(bias, sizes_.out_channels, bias_.data());
  if (pooling_ == Pooling::none) return pack<F3x3>(kernel);
  pack<F2x2>(kernel);
}

template <typename F>
void Conv2DWinograd::pack(const float* kernel) {
  constexpr std::size_t taps = kernel_side * kernel_side, elements = F::side * F::side;
  const Conv2DSizes& s = sizes_;
  for (std::size_t o = 0; o < s.out_channels; o += lanes) {
    const std::size_t half = o % tile_channels;
    for (std::size_t i = 0; i < s.in_channels; i += lanes) {
      F32x4 transformed[lanes][elements];
      for (std::size_t c = 0; c < lanes; ++c) {
        F32x4 plain[taps];
        const float* from = kernel + (o + c) * taps * s.in_channels + i;
        for (std::size_t k = 0; k < taps; ++k)
          plain[k] = o + c < s.out_channels ? simd::load(from + k * s.in_channels) : simd::zero();
        winograd::transform<F::of_kernel, kernel_side, F::side>(plain, transformed[c]);
      }
      float* to = products_.weights(0, i, o - half) + half;
      for (std::size_t e = 0; e < elements; ++e, to += products_.weights_stride()) {
        F32x4 square[lanes];
        for (std::size_t c = 0; c < lanes; ++c) square[c] = transformed[c][e];
        simd::transpose(square);
        for (std::size_t k = 0; k < lanes; ++k) simd::store(to + k * tile_channels, square[k]);
      }
    }
  }
}

void Conv2DWinograd::run(std::size_t batch, const float* input, float* output,
                         std::uint32_t* winners) {
  input = padded_.of(sizes_, batch, input);
  if (pooling_ == Pooling::none) return run_plain(batch, input, output);
  run_pooled(batch, input, output, winners);
}

/// @param place(image, row and column of a tile) says where it belongs. @param emit(that, first of
/// eight channels, the tile in the first four of them and in the others).
template <typename F, typename Place, typename Emit>
void Conv2DWinograd::run_tiles(std::size_t batch, const float* input, const Place& place,
                               const Emit& emit) {
  constexpr std::size_t side = F::side, outputs = F::outputs;
  const std::size_t channels = sizes_.in_channels;
  const std::size_t line = sizes_.padded_width() * channels;
  products_.run<F, decltype(place(0, 0, 0))>(
      batch * rows_ * columns_,
      [&](std::size_t q, const auto& keep) {
        const std::size_t n = q / columns_ / rows_, row = q / columns_ % rows_,
                          column = q % columns_;
        const float* from = input + sizes_.field(n, outputs * row, outputs * column) * channels;
        for (std::size_t i = 0; i < channels; i += lanes) {
          F32x4 patch[side * side], transformed[side * side];
          for (std::size_t y = 0; y < side; ++y)
            for (std::size_t x = 0; x < side; ++x)
              patch[y * side + x] = simd::load(from + y * line + x * channels + i);
          winograd::transform<F::of_input, side, side>(patch, transformed);
          keep(i, transformed);
        }
        return place(n, row, column);
      },
      [&](const auto& where, std::size_t channel, const F32x4(&products)[2][side * side]) {
        F32x4 low[outputs * outputs], high[outputs * outputs];
        winograd::transform<F::to_output, side, outputs>(products[0], low);
        winograd::transform<F::to_output, side, outputs>(products[1], high);
        emit(where, channel, low, high);
      });
}

void Conv2DWinograd::run_plain(std::size_t batch, const float* input, float* output) {
  constexpr std::size_t side = F3x3::outputs;
  const Conv2DSizes& s = sizes_;
  struct Place {
    float* first;
    std::size_t height, width;  // of what lies inside the map
  };
  run_tiles<F3x3>(
      batch, input,
      [&](std::size_t n, std::size_t row, std::size_t column) {
        const std::size_t y = side * row, x = side * column;
        return Place{output + ((n * s.out_height + y) * s.out_width + x) * s.out_channels,
                     std::min(side, s.out_height - y), std::min(side, s.out_width - x)};
      },
      [&](const Place& place, std::size_t channel, const F32x4(&low)[side * side],
          const F32x4(&high)[side * side]) {
        const Finish finish(bias_.data() + channel, relu_);
        const std::size_t channels = std::min(tile_channels, s.out_channels - channel);
        for (std::size_t y = 0; y < place.height; ++y) {
          float* to = place.first + y * s.out_width * s.out_channels + channel;
          for (std::size_t x = 0; x < place.width; ++x, to += s.out_channels)
            write(to, finish(low[y * side + x], finish.low),
                  finish(high[y * side + x], finish.high), channels);
        }
      });
}

void Conv2DWinograd::run_pooled(std::size_t batch, const float* input, float* output,
                                std::uint32_t* winners) {
  const Conv2DSizes& s = sizes_;
  const v128_t right = splat_u32(1), down = splat_u32(s.padded_width());
  struct Place {
    std::size_t output, pixel;
  };
  run_tiles<F2x2>(
      batch, input,
      [&](std::size_t n, std::size_t row, std::size_t column) {
        return Place{((n * rows_ + row) * columns_ + column) * s.out_channels,
                     s.field(n, 2 * row, 2 * column)};
      },
      [&](const Place& place, std::size_t channel, const F32x4(&low)[4], const F32x4(&high)[4]) {
        const Finish finish(bias_.data() + channel, relu_);
        const std::size_t channels = std::min(tile_channels, s.out_channels - channel);
        const Best first = largest(low, splat_u32(place.pixel), right, down);
        const Best second = largest(high, splat_u32(place.pixel), right, down);
        write(output + place.output + channel, finish(first.value, finish.low),
              finish(second.value, finish.high), channels);
        if (winners != nullptr)
          write(winners + place.output + channel, first.pixel, second.pixel, channels);
      });
}

}  // namespace fitting_room
