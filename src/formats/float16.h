// Half precision, for files only: the arithmetic is all in float32.
#pragma once

#include <cstdint>

namespace fitting_room {

/// The IEEE 754 binary16 nearest to `value`, ties to even, as bits. Values of 65,520 and above
/// become infinity, tiny ones become denormals or a signed zero, NaN stays (a quiet) NaN.
std::uint16_t to_float16(float value);

/// The float32 that equals the binary16 with these bits; always exact.
float from_float16(std::uint16_t bits);

}  // namespace fitting_room
