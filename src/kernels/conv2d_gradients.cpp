#include "kernels/conv2d_gradients.h"

#include <algorithm>
#include <type_traits>

#include "kernels/simd.h"

namespace fitting_room {
namespace {

using simd::F32x4;
using simd::lanes;

/// Adds up to four numbers.
void add_lanes(float* to, F32x4 values, std::size_t count) {
  if (count == lanes) return simd::store(to, wasm_f32x4_add(simd::load(to), values));
  float numbers[lanes];
  simd::store(numbers, values);
  for (std::size_t i = 0; i < count; ++i) to[i] += numbers[i];
}

/// sums[r][0 … 4 · Vectors) += gradient * the same part of row r of the receptive field, over all
/// outputs. @param last how many of the last vector's numbers belong to the row.
template <std::size_t Rows, std::size_t Vectors, typename Output>
void add_fields(const Output* output, const Output* end, const float* input, std::size_t channels,
                std::size_t input_row, float* sums, std::size_t sums_row, std::size_t last) {
  F32x4 block[Rows][Vectors];
  for (auto& row : block)
    for (F32x4& sum : row) sum = simd::zero();
  for (; output != end; ++output) {
    const float* field = input + output->pixel * channels;
    const F32x4 gradient = simd::splat(&output->gradient);
    for (std::size_t r = 0; r < Rows; ++r)
      for (std::size_t v = 0; v < Vectors; ++v)
        block[r][v] = simd::multiply_add(gradient, simd::load(field + r * input_row + v * lanes),
                                         block[r][v]);
  }
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t v = 0; v < Vectors; ++v)
      add_lanes(sums + r * sums_row + v * lanes, block[r][v], v + 1 < Vectors ? lanes : last);
}

/// Cuts `count` numbers into blocks of 12, 4 and 1 vectors, as many as registers hold, and calls
/// body(the number of vectors as a constant, first number, numbers in the last vector).
template <typename Body>
void for_blocks(std::size_t count, const Body& body) {
  std::size_t i = 0;
  for (; i + 12 * lanes <= count; i += 12 * lanes)
    body(std::integral_constant<std::size_t, 12>(), i, lanes);
  for (; i + 4 * lanes <= count; i += 4 * lanes)
    body(std::integral_constant<std::size_t, 4>(), i, lanes);
  for (; i < count; i += lanes)
    body(std::integral_constant<std::size_t, 1>(), i, std::min(lanes, count - i));
}

}  // namespace

Conv2DGradients::Conv2DGradients(const Conv2DSizes& sizes, std::size_t max_batch)
    : sizes_(sizes),
      // One more, for the write behind the last that collect() does before it knows better.
      capacity_(max_batch * sizes.out_height * sizes.out_width + 1),
      outputs_(capacity_ * sizes.out_channels),
      counts_(sizes.out_channels) {
  if (!sizes.is_padded()) return;
  const Shape padded{max_batch, sizes.padded_height(), sizes.padded_width(), sizes.in_channels};
  padded_input_ = Tensor(padded);
  padded_gradient_ = Tensor(padded);
}

/// Walks through the gradients once, in the order of memory. @param pixel(image, position, offset
/// into the gradients) where the receptive field begins.
template <typename Pixel>
void Conv2DGradients::collect(std::size_t batch, std::size_t positions, const float* gradient,
                              const float* relu_output, const Pixel& pixel) {
  const std::size_t channels = sizes_.out_channels;
  batch_ = batch;
  std::ranges::fill(counts_, 0u);
  // Written in any case and counted only if it is not zero: a branch would be mispredicted.
  const auto keep = [&](std::size_t channel, std::uint32_t begin, float value) {
    std::uint32_t& count = counts_[channel];
    outputs_[channel * capacity_ + count] = {begin, value};
    count += value != 0.0f;
  };
  for (std::size_t n = 0; n < batch; ++n) {
    for (std::size_t p = 0; p < positions; ++p) {
      const std::size_t at = (n * positions + p) * channels;
      std::size_t c = 0;
      for (; c + lanes <= channels; c += lanes) {
        F32x4 values = simd::load(gradient + at + c);
        if (relu_output != nullptr) {
          values =
              wasm_v128_and(values, wasm_f32x4_gt(simd::load(relu_output + at + c), simd::zero()));
        }
        const v128_t counts = wasm_v128_not(simd::below_negligible(wasm_f32x4_abs(values)));
        if (!wasm_v128_any_true(counts)) continue;
        float numbers[lanes];
        simd::store(numbers, wasm_v128_and(values, counts));
        for (std::size_t i = 0; i < lanes; ++i) keep(c + i, pixel(n, p, at + c + i), numbers[i]);
      }
      for (; c < channels; ++c) {
        const bool on = relu_output == nullptr || relu_output[at + c] > 0.0f;
        keep(c, pixel(n, p, at + c), on ? without_negligible(gradient[at + c]) : 0.0f);
      }
    }
  }
}

void Conv2DGradients::list(std::size_t batch, const float* gradient, const float* relu_output) {
  const Conv2DSizes& s = sizes_;
  collect(batch, s.out_height * s.out_width, gradient, relu_output,
          [&](std::size_t n, std::size_t position, std::size_t) {
            const std::size_t y = position / s.out_width, x = position % s.out_width;
            return static_cast<std::uint32_t>(s.field(n, y, x));
          });
}

void Conv2DGradients::list_pooled(std::size_t batch, std::size_t positions, const float* gradient,
                                  const float* relu_output, const std::uint32_t* winners) {
  collect(batch, positions, gradient, relu_output,
          [&](std::size_t, std::size_t, std::size_t offset) { return winners[offset]; });
}

void Conv2DGradients::add_weight_gradient(const float* input, float* kernel_gradient,
                                          float* bias_gradient) {
  const Conv2DSizes& s = sizes_;
  if (s.is_padded()) {
    pad_images(s, batch_, input, padded_input_.data());
    input = padded_input_.data();
  }
  const std::size_t row = s.padded_width() * s.in_channels;
  const std::size_t taps = s.kernel_width * s.in_channels;  // contiguous in kernel and input
  for (std::size_t o = 0; o < s.out_channels; ++o) {
    const Output* begin = outputs_of(o);
    const Output* end = begin + counts_[o];
    for (const Output* output = begin; output != end; ++output)
      bias_gradient[o] += output->gradient;
    float* sums = kernel_gradient + o * s.kernel_height * taps;
    if (s.kernel_height == 3 && taps <= lanes) {
      add_fields<3, 1>(begin, end, input, s.in_channels, row, sums, taps, taps);
      continue;
    }
    for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
      for_blocks(taps, [&](auto vectors, std::size_t i, std::size_t last) {
        add_fields<1, vectors>(begin, end, input + ky * row + i, s.in_channels, 0,
                               sums + ky * taps + i, 0, last);
      });
    }
  }
}

void Conv2DGradients::input_gradient(const float* kernel, float* gradient) {
  group_by_pixel();
  if (!sizes_.is_padded()) return sum_kernels(kernel, gradient);
  sum_kernels(kernel, padded_gradient_.data());
  unpad_images(sizes_, batch_, padded_gradient_.data(), gradient);
}

/// A counting sort: afterwards what falls on a pixel stands together, in the channels' order.
void Conv2DGradients::group_by_pixel() {
  const std::size_t kernel = sizes_.kernel_count() / sizes_.out_channels;
  term_ends_.assign(batch_ * sizes_.padded_height() * sizes_.padded_width() + 1, 0);
  const auto for_each = [&](const auto& body) {
    for (std::size_t o = 0; o < sizes_.out_channels; ++o)
      for (const Output* output = outputs_of(o); output != outputs_of(o) + counts_[o]; ++output)
        body(o, *output);
  };
  for_each([&](std::size_t, const Output& output) { ++term_ends_[output.pixel + 1]; });
  for (std::size_t i = 1; i < term_ends_.size(); ++i) term_ends_[i] += term_ends_[i - 1];
  terms_.resize(std::max<std::size_t>(terms_.size(), term_ends_.back()));
  for_each([&](std::size_t o, const Output& output) {
    terms_[term_ends_[output.pixel]++] = {static_cast<std::uint32_t>(o * kernel), output.gradient};
  });
}

/// Overwrites {batch, padded_height, padded_width, in_channels} with the sum of all kernels, each
/// times the gradient of an output and where that has its receptive field.
void Conv2DGradients::sum_kernels(const float* kernel, float* padded_gradient) const {
  const Conv2DSizes& s = sizes_;
  const std::size_t row = s.padded_width() * s.in_channels;
  const std::size_t taps = s.kernel_width * s.in_channels;
  std::fill_n(padded_gradient, batch_ * s.padded_height() * row, 0.0f);
  // A few columns of all kernels stay in the first-level cache while all pixels are visited.
  for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
    for_blocks(taps, [&](auto vectors, std::size_t i, std::size_t last) {
      sum_columns<vectors>(kernel + ky * taps + i, padded_gradient + ky * row + i, last);
    });
  }
}

template <std::size_t Vectors>
void Conv2DGradients::sum_columns(const float* kernel, float* padded_gradient,
                                  std::size_t last) const {
  std::size_t begin = 0;
  for (std::size_t pixel = 0; pixel + 1 < term_ends_.size(); ++pixel) {
    const std::size_t end = term_ends_[pixel];
    if (begin == end) continue;
    F32x4 sums[Vectors];
    for (F32x4& sum : sums) sum = simd::zero();
    for (; begin < end; ++begin) {
      const Term& term = terms_[begin];
      const F32x4 gradient = simd::splat(&term.gradient);
      for (std::size_t v = 0; v < Vectors; ++v)
        sums[v] =
            simd::multiply_add(gradient, simd::load(kernel + term.kernel + v * lanes), sums[v]);
    }
    float* to = padded_gradient + pixel * sizes_.in_channels;
    for (std::size_t v = 0; v < Vectors; ++v)
      add_lanes(to + v * lanes, sums[v], v + 1 < Vectors ? lanes : last);
  }
}

}  // namespace fitting_room
