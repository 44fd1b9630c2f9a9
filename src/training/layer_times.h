#pragma once

#include <string>
#include <vector>

#include "nn/sequential.h"
#include "training/image_range.h"

namespace fitting_room {

/// What a layer takes for an image in training, on one thread.
struct LayerTime {
  std::string name;                  // with those whose work it does: "conv2d + max_pooling2d"
  double forward = 0, backward = 0;  // seconds
};

/// Lets images through a network as a run does, forward and backward in slices of a batch, but
/// changes nothing: half a second that counts, after some that does not.
/// @return the layers that compute. @param images at least one; they are taken in turn.
std::vector<LayerTime> layer_times(const Sequential& network, const ImageRange& images);

}  // namespace fitting_room
