#pragma once

#include <cstddef>
#include <cstdint>

namespace fitting_room {

/// Sizes of a two-dimensional max pooling over square windows.
struct MaxPool2DSizes {
  std::size_t in_height = 0, in_width = 0, channels = 0;
  std::size_t out_height = 0, out_width = 0;
  std::size_t pool = 2, stride = 2;
  std::size_t pad_top = 0, pad_left = 0;  // padding never wins the maximum

  /// 2 × 2 windows side by side, all of them whole: the kind that Conv2DForward does.
  bool is_whole_2x2() const {
    return pool == 2 && stride == 2 && pad_top == 0 && pad_left == 0 &&
           2 * out_height <= in_height && 2 * out_width <= in_width;
  }
};

/// output[n,y,x,c] = the largest input of the window; NHWC. `winners`, {batch, out_height,
/// out_width, channels}, receives the offset of the first largest element from the start of its
/// image, for the backward pass; nullptr where none will follow.
void max_pool2d(const MaxPool2DSizes& sizes, std::size_t batch, const float* input, float* output,
                std::uint32_t* winners);

/// Gives each gradient to the input that won its window and adds where windows overlap.
/// Overwrites input_gradient {batch, in_height, in_width, channels}.
void max_pool2d_backward(const MaxPool2DSizes& sizes, std::size_t batch,
                         const float* output_gradient, const std::uint32_t* winners,
                         float* input_gradient);

}  // namespace fitting_room
