#include "training/draws.h"

#include <cmath>
#include <numbers>

namespace fitting_room {

std::uint32_t Draws::bits() {
  const std::size_t number = drawn_++;
  if (number % block_.size() == 0) block_ = random_(number / block_.size());
  return block_[number % block_.size()];
}

float Draws::uniform(float low, float high) { return low + (high - low) * Philox::unit(bits()); }

float Draws::log_uniform(float low, float high) {
  return low * std::exp(uniform(0, std::log(high / low)));
}

std::uint32_t Draws::below(std::size_t bound) {
  return Philox::below(bits(), static_cast<std::uint32_t>(bound));
}

float Draws::normal() {
  const float radius = std::sqrt(-2 * std::log(1 - uniform(0, 1)));
  return radius * std::cos(uniform(0, 2 * std::numbers::pi_v<float>));
}

}  // namespace fitting_room
