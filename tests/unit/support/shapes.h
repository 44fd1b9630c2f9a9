#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>

#include "kernels/conv2d.h"
#include "kernels/max_pool2d.h"

/// The shapes that every kernel is tried on, forward and backward.
namespace fitting_room::test {

/// Every batch size from 1 to this one is tried.
inline constexpr std::size_t largest_batch = 17;

struct ConvShape {
  std::size_t height, width, in, filters, kernel, stride;
  bool same;

  Conv2DSizes sizes() const {
    return conv2d_sizes(height, width, in, filters, kernel, stride, same);
  }
};

inline constexpr ConvShape conv_shapes[] = {
    // Dense layers as convolutions over a map of 1 x 1.
    {1, 1, 1152, 128, 1, 1, false},
    {1, 1, 128, 10, 1, 1, false},
    {1, 1, 31, 65, 1, 1, false},
    // The reference CNN's.
    {28, 28, 1, 32, 3, 1, false},
    {13, 13, 32, 64, 3, 1, false},
    {5, 5, 64, 128, 3, 1, false},
    // Channel counts around the widths of vectors.
    {7, 7, 1, 1, 3, 1, false},
    {8, 6, 2, 3, 3, 1, false},
    {5, 5, 4, 4, 1, 1, false},
    {6, 9, 3, 5, 3, 1, true},
    {4, 4, 9, 31, 3, 1, true},
    {6, 6, 16, 33, 3, 1, false},
    // Tiles of Winograd that reach over the edge, or stop short of it; more than one block of them.
    {7, 8, 12, 20, 3, 1, true},
    {12, 10, 8, 13, 3, 1, false},
    {13, 9, 20, 7, 3, 1, true},
    {3, 3, 67, 3, 3, 1, true},
    // Strides, padding that is odd, kernels of even size.
    {9, 9, 5, 7, 5, 1, true},
    {9, 8, 7, 9, 2, 1, true},
    {9, 10, 3, 5, 4, 1, true},
    {10, 10, 8, 17, 3, 2, false},
    {11, 10, 6, 10, 3, 2, true},
    {10, 11, 6, 10, 3, 2, true},
    {12, 12, 2, 12, 5, 2, true},
    {9, 9, 3, 6, 3, 3, false},
    {28, 28, 1, 8, 5, 3, true},
    {28, 28, 1, 6, 11, 8, true},
    // Strides longer than the kernel leave out inputs.
    {7, 7, 3, 4, 1, 2, false},
    {8, 8, 3, 4, 2, 3, false},
    {8, 8, 3, 4, 2, 3, true},
    {10, 9, 2, 3, 1, 3, true},
    // One output; a map of one; a window larger than the map.
    {11, 11, 1, 6, 11, 1, false},
    {1, 1, 5, 3, 1, 1, false},
    {1, 1, 5, 3, 3, 1, true},
    {2, 7, 3, 3, 4, 2, true},
};

inline std::ostream& operator<<(std::ostream& out, const ConvShape& s) {
  return out << s.height << "x" << s.width << "x" << s.in << " -> " << s.filters << " filters "
             << s.kernel << "x" << s.kernel << " stride " << s.stride
             << (s.same ? " same" : " valid");
}

struct DenseShape {
  std::size_t inputs, units;
};

inline constexpr DenseShape dense_shapes[] = {
    {1152, 128}, {128, 10},  // the reference CNN's
    {1, 1},      {1, 10},   {3, 2},    {4, 4},   {5, 7},   {7, 31}, {8, 8},
    {9, 17},     {13, 33},  {100, 10}, {784, 3}, {31, 65}, {17, 4}, {2, 5},
};

inline std::ostream& operator<<(std::ostream& out, const DenseShape& s) {
  return out << s.inputs << " -> " << s.units;
}

struct PoolShape {
  std::size_t height, width, channels, pool, stride;
  bool same;

  MaxPool2DSizes sizes() const {
    const Conv2DSizes s = conv2d_sizes(height, width, channels, channels, pool, stride, same);
    return {height, width,  channels,  s.out_height, s.out_width,
            pool,   stride, s.pad_top, s.pad_left};
  }
};

inline constexpr PoolShape pool_shapes[] = {
    {26, 26, 32, 2, 2, false}, {11, 11, 64, 2, 2, false},  // the reference CNN's
    {4, 4, 1, 2, 2, false},    {5, 7, 3, 2, 2, false},    {5, 7, 3, 2, 2, true},
    {9, 9, 5, 3, 3, true},     {9, 8, 6, 3, 1, false},    {9, 8, 7, 3, 1, true},
    {8, 8, 4, 3, 2, true},     {10, 10, 9, 2, 3, true},   {10, 10, 13, 2, 5, false},
    {1, 1, 6, 1, 1, false},    {2, 2, 10, 8, 8, true},    {8, 8, 2, 8, 8, false},
    {7, 5, 18, 4, 2, true},
};

inline std::ostream& operator<<(std::ostream& out, const PoolShape& s) {
  return out << s.height << "x" << s.width << "x" << s.channels << " pool " << s.pool << " stride "
             << s.stride << (s.same ? " same" : " valid");
}

}  // namespace fitting_room::test
