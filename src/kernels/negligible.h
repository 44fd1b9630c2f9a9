#pragma once

#include <cmath>

namespace fitting_room {

/// Numbers this small count as zero where they arise: outputs of layers, gradients, what an
/// optimizer keeps, parameters, moving statistics. What only decays would end as a denormal number,
/// with which many processors compute a hundred times as slowly, and WebAssembly cannot ask them to
/// round it to zero. Beside what float32 holds of anything that matters it is lost anyway; yet the
/// product of any two that are larger, and of that and a millionth, is no denormal.
inline constexpr float negligible = 0x1p-50f;  // 9e-16

/// NaN stays what it is.
inline float without_negligible(float value) {
  return std::fabs(value) < negligible ? 0.0f : value;
}

}  // namespace fitting_room
