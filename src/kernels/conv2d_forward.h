#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "kernels/conv2d.h"
#include "kernels/conv2d_direct.h"
#include "kernels/conv2d_winograd.h"

namespace fitting_room {

/// output[n,y,x,o] = bias[o] + sum over ky,kx,i of input[n, y*stride+ky-pad_top, …, i]
///                   * kernel[o,ky,kx,i], then max(·, 0) if `relu`.
/// Input NHWC {batch, in_height, in_width, in_channels}, kernel OHWI, output NHWC.
///
/// The shape alone says which way it is computed, so that an image's results do not depend on what
/// is computed with it. An instance is used by one thread at a time.
class Conv2DForward {
 public:
  Conv2DForward(const Conv2DSizes& sizes, bool relu, Pooling pooling = Pooling::none);

  /// Copies the weights, which may change afterwards. @param bias {out_channels}.
  void set_weights(const float* kernel, const float* bias);

  /// With pooling, the map between the two is never in memory, and what the pooling leaves out (the
  /// last row and column of an odd map) is never computed.
  /// @param output {batch, out_height, out_width, out_channels}; both halved by a pooling.
  /// @param winners of a pooling, like output: for each value, the pixel of the padded batch where
  /// the receptive field begins that gave it (the first of several equal ones), for
  /// Conv2DGradients::list_pooled(). nullptr where none is wanted.
  void run(std::size_t batch, const float* input, float* output, std::uint32_t* winners = nullptr);

 private:
  std::variant<Conv2DDirect, Conv2DWinograd> way_;
};

}  // namespace fitting_room
