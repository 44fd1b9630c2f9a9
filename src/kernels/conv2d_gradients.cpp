#include "kernels/conv2d_gradients.h"

#include <algorithm>

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
void add_fields(const Output* output, const Output* end, const float* input, std::size_t input_row,
                float* sums, std::size_t sums_row, std::size_t last) {
  F32x4 block[Rows][Vectors];
  for (auto& row : block)
    for (F32x4& sum : row) sum = simd::zero();
  for (; output != end; ++output) {
    const float* field = input + output->field;
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

/// to[0 … size) += factor * from[0 … size)
void add_scaled(float* to, const float* from, std::size_t size, F32x4 factor) {
  std::size_t i = 0;
  for (; i + 4 * lanes <= size; i += 4 * lanes)
    for (std::size_t v = 0; v < 4; ++v)
      simd::store(to + i + v * lanes,
                  simd::multiply_add(factor, simd::load(from + i + v * lanes),
                                     simd::load(to + i + v * lanes)));
  for (; i + lanes <= size; i += lanes)
    simd::store(to + i, simd::multiply_add(factor, simd::load(from + i), simd::load(to + i)));
  for (; i < size; ++i) to[i] += wasm_f32x4_extract_lane(factor, 0) * from[i];
}

}  // namespace

Conv2DGradients::Conv2DGradients(const Conv2DSizes& sizes, std::size_t max_batch)
    : sizes_(sizes),
      // One more, for the write behind the last that collect() does before it knows better.
      capacity_(max_batch * sizes.out_height * sizes.out_width + 1),
      outputs_(capacity_ * sizes.out_channels),
      ends_((max_batch + 1) * sizes.out_channels) {
  if (!sizes.is_padded()) return;
  const Shape padded{max_batch, sizes.padded_height(), sizes.padded_width(), sizes.in_channels};
  padded_input_ = Tensor(padded);
  padded_gradient_ = Tensor(padded);
}

/// Walks through the gradients once, in the order of memory. @param field(n, position, channel
/// offset) where the receptive field begins.
template <typename Field>
void Conv2DGradients::collect(std::size_t batch, std::size_t positions, const float* gradient,
                              const float* relu_output, const Field& field) {
  const std::size_t channels = sizes_.out_channels;
  batch_ = batch;
  // Written in any case and counted only if it is not zero: a branch would be mispredicted.
  const auto keep = [&](std::uint32_t& end, std::size_t channel, std::uint32_t begin, float value) {
    outputs_[channel * capacity_ + end] = {begin, value};
    end += value != 0.0f;
  };
  for (std::size_t n = 0; n < batch; ++n) {
    std::uint32_t* ends = ends_.data() + (n + 1) * channels;
    std::copy_n(ends - channels, channels, ends);
    for (std::size_t p = 0; p < positions; ++p) {
      const std::size_t at = (n * positions + p) * channels;
      std::size_t c = 0;
      for (; c + lanes <= channels; c += lanes) {
        F32x4 values = simd::load(gradient + at + c);
        if (relu_output != nullptr) {
          values = wasm_v128_and(
              values, wasm_f32x4_gt(simd::load(relu_output + at + c), simd::zero()));
        }
        if (!wasm_v128_any_true(wasm_f32x4_ne(values, simd::zero()))) continue;
        float numbers[lanes];
        simd::store(numbers, values);
        for (std::size_t i = 0; i < lanes; ++i)
          keep(ends[c + i], c + i, field(n, p, at + c + i), numbers[i]);
      }
      for (; c < channels; ++c) {
        const bool on = relu_output == nullptr || relu_output[at + c] > 0.0f;
        keep(ends[c], c, field(n, p, at + c), on ? gradient[at + c] : 0.0f);
      }
    }
  }
}

void Conv2DGradients::list(std::size_t batch, const float* gradient, const float* relu_output) {
  const Conv2DSizes& s = sizes_;
  const std::size_t row = s.padded_width() * s.in_channels;
  collect(batch, s.out_height * s.out_width, gradient, relu_output,
          [&](std::size_t n, std::size_t position, std::size_t) {
            const std::size_t y = position / s.out_width, x = position % s.out_width;
            return static_cast<std::uint32_t>((n * s.padded_height() + y * s.stride) * row +
                                              x * s.stride * s.in_channels);
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
    const Output* end = begin + ends_[batch_ * s.out_channels + o];
    for (const Output* output = begin; output != end; ++output) bias_gradient[o] += output->gradient;
    float* sums = kernel_gradient + o * s.kernel_height * taps;
    if (s.kernel_height == 3 && taps <= lanes) {
      add_fields<3, 1>(begin, end, input, row, sums, taps, taps);
      continue;
    }
    for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
      const float* from = input + ky * row;
      float* to = sums + ky * taps;
      std::size_t i = 0;
      for (; i + 12 * lanes <= taps; i += 12 * lanes)
        add_fields<1, 12>(begin, end, from + i, 0, to + i, 0, lanes);
      for (; i + 4 * lanes <= taps; i += 4 * lanes)
        add_fields<1, 4>(begin, end, from + i, 0, to + i, 0, lanes);
      for (; i < taps; i += lanes)
        add_fields<1, 1>(begin, end, from + i, 0, to + i, 0, std::min(lanes, taps - i));
    }
  }
}

void Conv2DGradients::input_gradient(const float* kernel, float* gradient) {
  if (!sizes_.is_padded()) return add_kernels(kernel, gradient);
  add_kernels(kernel, padded_gradient_.data());
  unpad_images(sizes_, batch_, padded_gradient_.data(), gradient);
}

/// Overwrites {batch, padded_height, padded_width, in_channels} with the sum of all kernels, each
/// times the gradient of an output and where that has its receptive field.
void Conv2DGradients::add_kernels(const float* kernel, float* padded_gradient) const {
  const Conv2DSizes& s = sizes_;
  const std::size_t row = s.padded_width() * s.in_channels;
  const std::size_t taps = s.kernel_width * s.in_channels;
  const std::size_t image = s.padded_height() * row;
  // Image by image: its gradient stays in the first-level cache while all kernels are added.
  for (std::size_t n = 0; n < batch_; ++n) {
    std::fill_n(padded_gradient + n * image, image, 0.0f);
    for (std::size_t o = 0; o < s.out_channels; ++o) {
      const std::uint32_t* ends = ends_.data() + n * s.out_channels + o;
      const Output* output = outputs_of(o) + ends[0];
      const Output* end = outputs_of(o) + ends[s.out_channels];
      for (; output != end; ++output) {
        const F32x4 gradient = simd::splat(&output->gradient);
        for (std::size_t ky = 0; ky < s.kernel_height; ++ky)
          add_scaled(padded_gradient + output->field + ky * row,
                     kernel + (o * s.kernel_height + ky) * taps, taps, gradient);
      }
    }
  }
}

}  // namespace fitting_room
