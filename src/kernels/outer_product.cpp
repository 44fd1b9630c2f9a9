#include "kernels/outer_product.h"

#include "kernels/simd.h"

namespace fitting_room {
namespace {

using simd::F32x4;
using simd::lanes;

/// `Rows` × (4 · `Vectors`) sums held in registers: 4 × 8 keeps two multiply-add units busy and
/// fits the sixteen registers of SSE and AVX.
template <std::size_t Rows, std::size_t Vectors>
void add_block(const Positions& p, std::size_t m, std::size_t n, std::size_t right_size,
               float* sums) {
  F32x4 block[Rows][Vectors];
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t v = 0; v < Vectors; ++v)
      block[r][v] = simd::load(sums + (m + r) * right_size + n + v * lanes);
  for (std::size_t row = 0; row < p.rows; ++row) {
    const float* left = p.left + row * p.left_row + m;
    const float* right = p.right + row * p.right_row + n;
    for (std::size_t column = 0; column < p.columns; ++column) {
      F32x4 right_vectors[Vectors];
      for (std::size_t v = 0; v < Vectors; ++v) right_vectors[v] = simd::load(right + v * lanes);
      for (std::size_t r = 0; r < Rows; ++r) {
        const F32x4 factor = simd::splat(left + r);
        for (std::size_t v = 0; v < Vectors; ++v)
          block[r][v] = simd::multiply_add(factor, right_vectors[v], block[r][v]);
      }
      left += p.left_column;
      right += p.right_column;
    }
  }
  for (std::size_t r = 0; r < Rows; ++r)
    for (std::size_t v = 0; v < Vectors; ++v)
      simd::store(sums + (m + r) * right_size + n + v * lanes, block[r][v]);
}

template <std::size_t Vectors>
void add_columns(const Positions& p, std::size_t left_size, std::size_t n, std::size_t right_size,
                 float* sums) {
  std::size_t m = 0;
  for (; m + 4 <= left_size; m += 4) add_block<4, Vectors>(p, m, n, right_size, sums);
  switch (left_size - m) {
    case 3: add_block<3, Vectors>(p, m, n, right_size, sums); break;
    case 2: add_block<2, Vectors>(p, m, n, right_size, sums); break;
    case 1: add_block<1, Vectors>(p, m, n, right_size, sums); break;
    default: break;
  }
}

/// The last one to three columns of the result, which no whole vector fits.
void add_scalar_column(const Positions& p, std::size_t left_size, std::size_t n,
                       std::size_t right_size, float* sums) {
  for (std::size_t m = 0; m < left_size; ++m) {
    float sum = sums[m * right_size + n];
    for (std::size_t row = 0; row < p.rows; ++row)
      for (std::size_t column = 0; column < p.columns; ++column)
        sum += p.left[row * p.left_row + column * p.left_column + m] *
               p.right[row * p.right_row + column * p.right_column + n];
    sums[m * right_size + n] = sum;
  }
}

}  // namespace

void add_outer_products(const Positions& positions, std::size_t left_size, std::size_t right_size,
                        float* sums) {
  std::size_t n = 0;
  for (; n + 2 * lanes <= right_size; n += 2 * lanes)
    add_columns<2>(positions, left_size, n, right_size, sums);
  for (; n + lanes <= right_size; n += lanes)
    add_columns<1>(positions, left_size, n, right_size, sums);
  for (; n < right_size; ++n) add_scalar_column(positions, left_size, n, right_size, sums);
}

}  // namespace fitting_room
