#include "kernels/conv2d_winograd_gradient.h"

#include <algorithm>

#include "kernels/conv2d_winograd.h"

namespace fitting_room {
namespace {

using namespace conv2d;
using winograd::F3x3;
using winograd::kernel_side;

constexpr std::size_t side = F3x3::side, outputs = F3x3::outputs;
constexpr std::size_t elements = side * side;

void add(float* to, F32x4 values) { simd::store(to, wasm_f32x4_add(simd::load(to), values)); }

}  // namespace

bool Conv2DWinogradGradient::suits(const Conv2DSizes& s) {
  return Conv2DWinograd::suits(s, Pooling::none) && s.out_channels % lanes == 0;
}

Conv2DWinogradGradient::Conv2DWinogradGradient(const Conv2DSizes& sizes)
    : sizes_(Conv2DWinograd::whole_tiles(sizes)),
      products_(elements, sizes.out_channels, sizes.in_channels) {}

void Conv2DWinogradGradient::set_weights(const float* kernel) {
  const Conv2DSizes& s = sizes_;
  for (std::size_t i = 0; i < s.in_channels; i += lanes) {
    const std::size_t half = i % tile_channels;
    for (std::size_t o = 0; o < s.out_channels; ++o) {
      F32x4 plain[kernel_side * kernel_side], transformed[elements];
      for (F32x4& weight : plain) {
        const std::size_t tap = o * std::size(plain) + static_cast<std::size_t>(&weight - plain);
        weight = simd::load(kernel + tap * s.in_channels + i);
      }
      winograd::transform<F3x3::of_kernel, kernel_side, side>(plain, transformed);
      float* to = products_.weights(0, o, i - half) + half;
      for (const F32x4& weight : transformed) {
        simd::store(to, weight);
        to += products_.weights_stride();
      }
    }
  }
}

void Conv2DWinogradGradient::run(std::size_t batch, const float* gradient, const float* relu_output,
                                 float* input_gradient) {
  const Conv2DSizes& s = sizes_;
  if (!s.is_padded()) return run_tiles(batch, gradient, relu_output, input_gradient);
  const std::size_t size = batch * s.padded_height() * s.padded_width() * s.in_channels;
  if (padded_.size() < size) padded_ = Tensor({size});
  run_tiles(batch, gradient, relu_output, padded_.data());
  unpad_images(s, batch, padded_.data(), input_gradient);
}

void Conv2DWinogradGradient::run_tiles(std::size_t batch, const float* gradient,
                                       const float* relu_output, float* padded) {
  const Conv2DSizes& s = sizes_;
  const std::size_t line = s.padded_width() * s.in_channels;
  const std::size_t rows = (s.padded_height() - 2) / outputs;
  const std::size_t columns = (s.padded_width() - 2) / outputs;
  std::fill_n(padded, batch * s.padded_height() * line, 0.0f);
  const auto load = [&](std::size_t q, const auto& keep) {
    const std::size_t n = q / columns / rows;
    const std::size_t top = q / columns % rows * outputs, left = q % columns * outputs;
    for (std::size_t o = 0; o < s.out_channels; o += lanes) {
      F32x4 tile[outputs * outputs], transformed[elements];
      for (std::size_t y = 0; y < outputs; ++y) {
        for (std::size_t x = 0; x < outputs; ++x) {
          F32x4& value = tile[y * outputs + x] = simd::zero();
          if (top + y >= s.out_height || left + x >= s.out_width) continue;
          const std::size_t pixel = (n * s.out_height + top + y) * s.out_width + left + x;
          const std::size_t at = pixel * s.out_channels + o;
          value = simd::load(gradient + at);
          value = wasm_v128_andnot(value, simd::below_negligible(wasm_f32x4_abs(value)));
          if (relu_output == nullptr) continue;
          value = wasm_v128_and(value, wasm_f32x4_gt(simd::load(relu_output + at), simd::zero()));
        }
      }
      winograd::transform<F3x3::of_gradient, outputs, side>(tile, transformed);
      keep(o, transformed);
    }
    return padded + s.field(n, top, left) * s.in_channels;
  };
  const auto emit = [&](float* first, std::size_t channel, const F32x4(&products)[2][elements]) {
    const std::size_t halves = s.in_channels - channel < tile_channels ? 1 : 2;
    for (std::size_t half = 0; half < halves; ++half) {
      F32x4 patch[elements];
      winograd::transform<F3x3::to_input_gradient, side, side>(products[half], patch);
      float* to = first + channel + half * lanes;
      for (std::size_t y = 0; y < side; ++y)
        for (std::size_t x = 0; x < side; ++x)
          add(to + y * line + x * s.in_channels, patch[y * side + x]);
    }
  };
  products_.run<F3x3, float*>(batch * rows * columns, load, emit);
}

}  // namespace fitting_room
