#include "formats/float16.h"

#include <bit>

namespace fitting_room {
namespace {

constexpr std::uint32_t infinity32 = 0x7f800000;
constexpr std::uint16_t infinity16 = 0x7c00;
constexpr int dropped = 23 - 10;            // fraction bits that half precision does not have
constexpr std::uint32_t rebias = 127 - 15;  // between the two exponents' zero points

// value / 2^shift, to nearest, ties to even; 1 <= shift <= 31.
std::uint32_t shift_right_rounded(std::uint32_t value, int shift) {
  const std::uint32_t half = 1u << (shift - 1);
  const std::uint32_t odd = value >> shift & 1;
  return (value + half - 1 + odd) >> shift;
}

}  // namespace

std::uint16_t to_float16(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits >> 16 & 0x8000;
  const std::uint32_t magnitude = bits & 0x7fffffff;
  const auto signed_half = [sign](std::uint32_t half) {
    return static_cast<std::uint16_t>(sign | half);
  };

  if (magnitude > infinity32) return signed_half(infinity16 | 0x200);
  const std::uint32_t exponent = magnitude >> 23;
  if (exponent >= rebias + 31) return signed_half(infinity16);
  if (exponent > rebias) {
    // A carry out of the fraction runs into the exponent, which is just what rounding up means,
    // also from the largest finite value to infinity.
    return signed_half(shift_right_rounded(magnitude - (rebias << 23), dropped));
  }
  // A denormal half: the fraction with its hidden bit, in units of 2^-24.
  const int shift = static_cast<int>(rebias + 1 - exponent) + dropped;
  if (shift > 24) return signed_half(0);  // below half of the smallest denormal
  return signed_half(shift_right_rounded((magnitude & 0x7fffff) | 0x800000, shift));
}

float from_float16(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16;
  const std::uint32_t exponent = bits >> 10 & 0x1f;
  const std::uint32_t fraction = bits & 0x3ff;
  if (exponent == 0) {  // zero or a denormal half; as a float it is normal, so this is exact
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? infinity32 : (exponent + rebias) << 23;
  return std::bit_cast<float>(sign | wide | fraction << dropped);
}

}  // namespace fitting_room
