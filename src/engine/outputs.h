#pragma once

#include <cstddef>
#include <memory>
#include <span>
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

/// Gives an output other weights, in place.
void set_output(Sequential& network, std::size_t index, const Output& output);
Output output_of(const Sequential& network, std::size_t index);

/// An output that tells samples from others by the nearer of their mean features (imprinting: Qi,
/// Brown & Lowe 2018): it is `reach` for the one mean, -reach for the other, and on the line
/// between them in between.
Output imprinted(std::span<const float> own, std::span<const float> others, float reach);

}  // namespace fitting_room
