#pragma once

#include <span>
#include <vector>

#include "nn/layer.h"

/// Parameters as Keras lays them out, output channels last: HWIO, {in, out}. Files, fixtures and
/// random numbers follow it; memory has output channels first, as the kernels want them.
namespace fitting_room {

Shape keras_shape(const ParameterSpec& parameter);

/// @param network an array like Sequential::parameters(). @return keras_shape() of it.
std::vector<float> to_keras(const ParameterSpec& parameter, const Tensor& network);
/// The way back. @param values keras_shape().
void from_keras(const ParameterSpec& parameter, std::span<const float> values, Tensor& network);

}  // namespace fitting_room
