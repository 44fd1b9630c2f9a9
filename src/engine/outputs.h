#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "nn/sequential.h"

namespace fitting_room {

/// One output of a network: the weights of the last layer that are its alone.
struct Output {
  std::vector<float> kernel;  // {features}
  float bias = 0;
};

/// A description with another number of outputs.
NetworkDescription with_outputs(NetworkDescription description, std::size_t count);

/// The same network with one output more, behind the others.
std::unique_ptr<Sequential> with_output(const Sequential& network, const Output& output);

/// The other way round. @param rest has one output fewer than `network` and receives all other
/// parameters.
Output take_output(const Sequential& network, std::size_t index, Sequential& rest);

}  // namespace fitting_room
