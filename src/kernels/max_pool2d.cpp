#include "kernels/max_pool2d.h"

#include <algorithm>
#include <limits>

#include "kernels/simd.h"

namespace fitting_room {
namespace {

/// The part of a window along one axis that lies inside the input: [begin, end).
struct Window {
  std::size_t begin, end;
};

Window window_of(std::size_t out, std::size_t stride, std::size_t pad, std::size_t pool,
                 std::size_t in) {
  const std::size_t start = out * stride;
  return {start > pad ? start - pad : 0, std::min(start + pool - pad, in)};
}

/// All channels of one window. `Record` says whether the winners are wanted.
template <bool Record>
void pool_window(const MaxPool2DSizes& s, const float* image, Window rows, Window columns,
                 float* output, std::uint32_t* winners) {
  std::size_t c = 0;
  for (; c + simd::lanes <= s.channels; c += simd::lanes) {
    v128_t best = wasm_f32x4_splat(-std::numeric_limits<float>::infinity());
    v128_t winner = wasm_i32x4_splat(0);
    for (std::size_t y = rows.begin; y < rows.end; ++y)
      for (std::size_t x = columns.begin; x < columns.end; ++x) {
        const std::size_t offset = (y * s.in_width + x) * s.channels + c;
        const v128_t value = simd::load(image + offset);
        if constexpr (Record) {
          const v128_t larger = wasm_f32x4_gt(value, best);
          winner = wasm_v128_bitselect(wasm_i32x4_splat(static_cast<std::int32_t>(offset)), winner,
                                       larger);
          best = wasm_v128_bitselect(value, best, larger);
        } else {
          best = wasm_f32x4_pmax(best, value);
        }
      }
    simd::store(output + c, best);
    if constexpr (Record) {
      wasm_v128_store(winners + c, wasm_i32x4_add(winner, wasm_i32x4_const(0, 1, 2, 3)));
    }
  }
  for (; c < s.channels; ++c) {
    float best = -std::numeric_limits<float>::infinity();
    std::size_t winner = c;
    for (std::size_t y = rows.begin; y < rows.end; ++y)
      for (std::size_t x = columns.begin; x < columns.end; ++x) {
        const std::size_t offset = (y * s.in_width + x) * s.channels + c;
        if (image[offset] > best) {
          best = image[offset];
          winner = offset;
        }
      }
    output[c] = best;
    if constexpr (Record) winners[c] = static_cast<std::uint32_t>(winner);
  }
}

}  // namespace

void max_pool2d(const MaxPool2DSizes& s, std::size_t batch, const float* input, float* output,
                std::uint32_t* winners) {
  for (std::size_t n = 0; n < batch; ++n) {
    const float* image = input + n * s.in_height * s.in_width * s.channels;
    for (std::size_t y = 0; y < s.out_height; ++y) {
      const Window rows = window_of(y, s.stride, s.pad_top, s.pool, s.in_height);
      for (std::size_t x = 0; x < s.out_width; ++x) {
        const Window columns = window_of(x, s.stride, s.pad_left, s.pool, s.in_width);
        if (winners != nullptr) {
          pool_window<true>(s, image, rows, columns, output, winners);
          winners += s.channels;
        } else {
          pool_window<false>(s, image, rows, columns, output, nullptr);
        }
        output += s.channels;
      }
    }
  }
}

void max_pool2d_backward(const MaxPool2DSizes& s, std::size_t batch, const float* output_gradient,
                         const std::uint32_t* winners, float* input_gradient) {
  const std::size_t in_image = s.in_height * s.in_width * s.channels;
  const std::size_t out_image = s.out_height * s.out_width * s.channels;
  std::fill_n(input_gradient, batch * in_image, 0.0f);
  for (std::size_t n = 0; n < batch; ++n) {
    for (std::size_t i = 0; i < out_image; ++i) input_gradient[winners[i]] += output_gradient[i];
    winners += out_image;
    output_gradient += out_image;
    input_gradient += in_image;
  }
}

}  // namespace fitting_room
