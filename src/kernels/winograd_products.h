#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/conv2d_tile.h"
#include "kernels/winograd.h"
#include "tensor/tensor.h"

namespace fitting_room {

/// What Winograd's filtering multiplies: for each element of transformed patches a matrix product,
/// patches × inputs by inputs × outputs. An instance is used by one thread at a time.
class WinogradProducts {
 public:
  /// @param elements of a patch. @param inputs channels, a multiple of 4. @param outputs channels.
  WinogradProducts(std::size_t elements, std::size_t inputs, std::size_t outputs);

  /// The transformed kernel of an element and an input, for the eight outputs from `output` on, a
  /// multiple of 8. What is behind the last output stays zero.
  float* weights(std::size_t element, std::size_t input, std::size_t output) {
    return weights_.data() +
           (output / conv2d::tile_channels * elements_ + element) * weights_stride() +
           input * conv2d::tile_channels;
  }
  /// From an element's weights to the next one's. Off the powers of two, at which what is written
  /// of all elements together would fall on a few lines of the cache.
  std::size_t weights_stride() const { return inputs_ * conv2d::tile_channels + 16; }

  /// Multiplies `count` patches, a block of them at a time, so that all stays in the cache.
  /// @tparam F as in kernels/winograd.h. @param load(q, keep) calls keep(input, elements of patch q
  /// in the four inputs from there on) for all inputs, and returns where the results belong.
  /// @param emit(that, output, products) receives the elements' products: of the four outputs from
  /// `output` on, and of the next four.
  template <typename F, typename Place, typename Load, typename Emit>
  void run(std::size_t count, const Load& load, const Emit& emit) {
    constexpr std::size_t elements = F::side * F::side;
    for (std::size_t first = 0; first < count; first += block) {
      const std::size_t used = std::min(block, count - first);
      Place places[block];
      for (std::size_t p = 0; p < used; ++p) {
        float* to = patches_.data() + p * inputs_;
        places[p] = load(first + p, [&](std::size_t input, const simd::F32x4(&patch)[elements]) {
          for (std::size_t e = 0; e < elements; ++e)
            simd::store(to + input + e * patches_stride(), patch[e]);
        });
      }
      for (std::size_t output = 0; output < outputs_; output += conv2d::tile_channels) {
        multiply(output, used);
        for (std::size_t p = 0; p < used; ++p) {
          simd::F32x4 products[2][elements];
          for (std::size_t e = 0; e < elements; ++e) {
            products[0][e] = simd::load(product(e, p));
            products[1][e] = simd::load(product(e, p) + simd::lanes);
          }
          emit(places[p], output, products);
        }
      }
    }
  }

 private:
  /// Patches that share the weights while these are in the first-level cache.
  static constexpr std::size_t block = 16;

  /// The block's patches by the weights of eight outputs.
  void multiply(std::size_t output, std::size_t used);
  void multiply_group(std::size_t output, std::size_t patch);
  void multiply_last(std::size_t output, std::size_t patch);
  float* product(std::size_t element, std::size_t patch) {
    return products_.data() + (element * block + patch) * conv2d::tile_channels;
  }
  /// The same for patches.
  std::size_t patches_stride() const { return block * inputs_ + 16; }

  std::size_t elements_, inputs_, outputs_;
  Tensor weights_;   // {outputs / 8, elements, inputs, 8}
  Tensor patches_;   // {elements, block, inputs}
  Tensor products_;  // {elements, block, 8}
};

}  // namespace fitting_room
