#include "kernels/outer_product.h"

#include <catch2/catch.hpp>

#include "support/compare.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;

TEST_CASE("add_outer_products sums over a grid of positions, for every remainder of its blocks",
          "[kernels]") {
  Numbers numbers(1);
  for (std::size_t left = 1; left <= 9; ++left) {
    for (std::size_t right = 1; right <= 18; ++right) {
      CAPTURE(left, right);
      // Rows and columns lie apart by more than a vector's length, as inside a wider image.
      Positions p;
      p.rows = 3;
      p.columns = 5;
      p.left_column = left + 2;
      p.left_row = p.columns * p.left_column + 7;
      p.right_column = right + 1;
      p.right_row = p.columns * p.right_column + 3;
      const Tensor left_values = numbers.tensor({p.rows * p.left_row});
      const Tensor right_values = numbers.tensor({p.rows * p.right_row});
      p.left = left_values.data();
      p.right = right_values.data();
      Tensor sums = numbers.tensor({left, right});
      Doubles expected = to_doubles(sums);
      for (std::size_t row = 0; row < p.rows; ++row)
        for (std::size_t column = 0; column < p.columns; ++column)
          for (std::size_t m = 0; m < left; ++m)
            for (std::size_t n = 0; n < right; ++n)
              expected[m * right + n] +=
                  double{left_values[row * p.left_row + column * p.left_column + m]} *
                  right_values[row * p.right_row + column * p.right_column + n];
      add_outer_products(p, left, right, sums.data());
      CHECK(relative_error(sums.values(), expected) < 1e-6);
    }
  }
}

TEST_CASE("add_outer_products of no positions changes nothing", "[kernels]") {
  Tensor sums = Numbers(2).tensor({3, 9});
  const Tensor before = sums;
  add_outer_products(Positions{}, 3, 9, sums.data());
  CHECK(same_bits(sums, before));
}
