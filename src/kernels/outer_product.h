#pragma once

#include <cstddef>

namespace fitting_room {

/// A grid of positions, each with a contiguous vector on the left and one on the right.
struct Positions {
  std::size_t rows = 0, columns = 0;
  const float* left = nullptr;
  std::size_t left_row = 0, left_column = 0;  // steps in floats
  const float* right = nullptr;
  std::size_t right_row = 0, right_column = 0;
};

/// sums[m, n] += sum over positions of left[m] * right[n], for m < left_size, n < right_size;
/// `sums` is row-major {left_size, right_size}. The sum runs in the order of the positions.
///
/// This is the gradient of a weight. A matrix product would want one operand transposed and packed;
/// here both are read where they lie, once per block of the result that fits the registers.
void add_outer_products(const Positions& positions, std::size_t left_size, std::size_t right_size,
                        float* sums);

}  // namespace fitting_room
