#include "kernels/conv2d_gradients.h"

#include <algorithm>
#include <bit>
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

/// Sums of this many vectors keep the multiply-add units busy: two, each with four in flight.
constexpr std::size_t chains = 8;

/// sums[r][0 … 4 · Vectors) += gradient * the same part of row r of the receptive field, over all
/// outputs: where a field has few vectors, several outputs side by side.
/// @param last how many of the last vector's numbers belong to the row.
template <std::size_t Rows, std::size_t Vectors, typename Output>
void add_fields(const Output* output, const Output* end, const float* input, std::size_t channels,
                std::size_t input_row, float* sums, std::size_t sums_row, std::size_t last) {
  constexpr std::size_t together = (chains + Rows * Vectors - 1) / (Rows * Vectors);
  F32x4 block[together][Rows][Vectors];
  for (auto& field : block)
    for (auto& row : field)
      for (F32x4& sum : row) sum = simd::zero();
  const auto add = [&](const Output& that, F32x4(&field_sums)[Rows][Vectors]) {
    const float* field = input + that.pixel * channels;
    const F32x4 gradient = simd::splat(&that.gradient);
    for (std::size_t r = 0; r < Rows; ++r)
      for (std::size_t v = 0; v < Vectors; ++v)
        field_sums[r][v] = simd::multiply_add(
            gradient, simd::load(field + r * input_row + v * lanes), field_sums[r][v]);
  };
  for (; end - output >= static_cast<std::ptrdiff_t>(together); output += together)
    for (std::size_t i = 0; i < together; ++i) add(output[i], block[i]);
  for (; output != end; ++output) add(*output, block[0]);
  for (std::size_t r = 0; r < Rows; ++r) {
    for (std::size_t v = 0; v < Vectors; ++v) {
      F32x4 sum = block[0][r][v];
      for (std::size_t i = 1; i < together; ++i) sum = wasm_f32x4_add(sum, block[i][r][v]);
      add_lanes(sums + r * sums_row + v * lanes, sum, v + 1 < Vectors ? lanes : last);
    }
  }
}

/// The sum of the outputs' gradients, several side by side.
template <typename Output>
float sum_gradients(const Output* output, const Output* end) {
  float sums[4] = {};
  for (; end - output >= 4; output += 4)
    for (std::size_t i = 0; i < 4; ++i) sums[i] += output[i].gradient;
  for (; output != end; ++output) sums[0] += output->gradient;
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

/// Four rows of four channels, from `begin` on; at an edge fewer, and zeros in their place.
struct Square {
  std::size_t begin, stride, rows, columns;

  template <typename Number>
  void load(const Number* from, v128_t (&square)[lanes]) const {
    from += begin;
    if (rows == lanes && columns == lanes) {
      for (std::size_t i = 0; i < lanes; ++i) square[i] = wasm_v128_load(from + i * stride);
      return;
    }
    Number numbers[lanes][lanes] = {};
    for (std::size_t i = 0; i < rows; ++i) std::copy_n(from + i * stride, columns, numbers[i]);
    for (std::size_t i = 0; i < lanes; ++i) square[i] = wasm_v128_load(numbers[i]);
  }
};

/// For each choice among four lanes, a bit for each: which bytes bring the chosen ones to the
/// front, in their order.
struct InFront {
  std::uint8_t bytes[16][16] = {};

  constexpr InFront() {
    for (std::size_t choice = 0; choice < 16; ++choice) {
      std::size_t at = 0;
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        if ((choice >> lane & 1) == 0) continue;
        for (std::size_t i = 0; i < sizeof(float); ++i)
          bytes[choice][at++] = static_cast<std::uint8_t>(lane * sizeof(float) + i);
      }
    }
  }
};
constexpr InFront in_front;

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
      // Four more, for what collect() writes behind the last.
      capacity_(max_batch * sizes.out_height * sizes.out_width + lanes),
      outputs_(capacity_ * sizes.out_channels),
      counts_(sizes.out_channels),
      fields_(capacity_) {
  std::size_t position = 0;
  for (std::size_t n = 0; n < max_batch; ++n)
    for (std::size_t y = 0; y < sizes.out_height; ++y)
      for (std::size_t x = 0; x < sizes.out_width; ++x)
        fields_[position++] = static_cast<std::uint32_t>(sizes.field(n, y, x));
  if (!sizes.is_padded()) return;
  const Shape padded{max_batch, sizes.padded_height(), sizes.padded_width(), sizes.in_channels};
  padded_input_ = Tensor(padded);
  padded_gradient_ = Tensor(padded);
}

/// Walks through the gradients once, four positions and four channels at a time.
/// @param positions in all images. @param pixels(square, its first position, to) writes for each of
/// the square's channels the pixels where the receptive fields of its positions begin.
template <typename Pixels>
void Conv2DGradients::collect(std::size_t positions, const float* gradient,
                              const float* relu_output, const Pixels& pixels) {
  const std::size_t channels = sizes_.out_channels;
  std::ranges::fill(counts_, 0u);
  for (std::size_t q = 0; q < positions; q += lanes) {
    for (std::size_t c = 0; c < channels; c += lanes) {
      const Square square{q * channels + c, channels, std::min(lanes, positions - q),
                          std::min(lanes, channels - c)};
      v128_t values[lanes], begins[lanes];
      square.load(gradient, values);
      if (relu_output != nullptr) {
        v128_t outputs[lanes];
        square.load(relu_output, outputs);
        for (std::size_t i = 0; i < lanes; ++i)
          values[i] = wasm_v128_and(values[i], wasm_f32x4_gt(outputs[i], simd::zero()));
      }
      simd::transpose(values);
      pixels(square, q, begins);
      for (std::size_t i = 0; i < square.columns; ++i) {
        const v128_t none = simd::below_negligible(wasm_f32x4_abs(values[i]));
        const std::uint32_t kept = 15 & ~wasm_i32x4_bitmask(none);
        const v128_t order = wasm_v128_load(in_front.bytes[kept]);
        const v128_t numbers = simd::swizzle(values[i], order);
        const v128_t places = simd::swizzle(begins[i], order);
        // All four are written, and as many counted as are kept.
        Output* to = outputs_.data() + (c + i) * capacity_ + counts_[c + i];
        wasm_v128_store(to, wasm_i32x4_shuffle(places, numbers, 0, 4, 1, 5));
        wasm_v128_store(to + 2, wasm_i32x4_shuffle(places, numbers, 2, 6, 3, 7));
        counts_[c + i] += static_cast<std::uint32_t>(std::popcount(kept));
      }
    }
  }
}

void Conv2DGradients::list(std::size_t batch, const float* gradient, const float* relu_output) {
  const Conv2DSizes& s = sizes_;
  batch_ = batch;
  collect(batch * s.out_height * s.out_width, gradient, relu_output,
          [&](const Square&, std::size_t position, v128_t(&begins)[lanes]) {
            std::ranges::fill(begins, wasm_v128_load(fields_.data() + position));
          });
}

void Conv2DGradients::list_pooled(std::size_t batch, std::size_t positions, const float* gradient,
                                  const float* relu_output, const std::uint32_t* winners) {
  batch_ = batch;
  collect(batch * positions, gradient, relu_output,
          [&](const Square& square, std::size_t, v128_t(&begins)[lanes]) {
            square.load(winners, begins);
            simd::transpose(begins);
          });
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
    bias_gradient[o] += sum_gradients(begin, end);
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
