#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "kernels/philox.h"

namespace fitting_room {

/// The numbers from 0 to count - 1 in an order of their own.
inline std::vector<std::uint32_t> shuffled(std::size_t count, const Philox& random) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  // Fisher-Yates: every order is as likely as any other.
  for (std::size_t left = count; left > 1; --left) {
    const std::uint32_t bits = random(left / 4)[left % 4];
    std::swap(order[left - 1], order[Philox::below(bits, static_cast<std::uint32_t>(left))]);
  }
  return order;
}

}  // namespace fitting_room
