#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/conv2d_gradients.h"
#include "nn/layer.h"

namespace fitting_room {

/// Samples whose gradients are listed at once: so few that the lists stay in the cache.
constexpr std::size_t gradient_slice = 8;

/// Calls body(first, count) for the slices of so many samples.
template <typename Body>
void for_slices(std::size_t samples, const Body& body) {
  for (std::size_t first = 0; first < samples; first += gradient_slice) {
    body(first, std::min(gradient_slice, samples - first));
  }
}

/// The backward pass of a layer with kernel and bias, slice by slice.
/// @param layer whose parameters and input it is about.
/// @param list(first, count) lists the gradients by the outputs of these samples.
/// @param input, input_gradient, parameters, parameter_gradients as Layer::backward()'s.
template <typename List>
void weights_backward(const Layer& layer, std::size_t samples, Conv2DGradients& gradients,
                      const List& list, const float* parameters, const float* input,
                      float* input_gradient, float* parameter_gradients) {
  const std::size_t kernel = layer.parameters()[0].offset;
  const std::size_t bias = layer.parameters()[1].offset;
  const std::size_t size = element_count(layer.input_shape());
  for_slices(samples, [&](std::size_t first, std::size_t count) {
    list(first, count);
    gradients.add_weight_gradient(input + first * size, parameter_gradients + kernel,
                                  parameter_gradients + bias);
    if (input_gradient == nullptr) return;
    gradients.input_gradient(parameters + kernel, input_gradient + first * size);
  });
}

}  // namespace fitting_room
