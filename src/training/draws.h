#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/philox.h"

namespace fitting_room {

/// Random numbers of one image, in the order in which they are asked for.
class Draws {
 public:
  explicit Draws(const Philox& random) : random_(random) {}
  float uniform(float low, float high);
  /// As likely from 1 to 2 as from 2 to 4.
  float log_uniform(float low, float high);
  /// Standard normal (Box & Muller 1958).
  float normal();
  /// A whole number from 0 to bound - 1.
  std::uint32_t below(std::size_t bound);
  bool chance(float probability) { return uniform(0, 1) < probability; }

 private:
  std::uint32_t bits();

  Philox random_;
  Philox::Block block_{};
  std::size_t drawn_ = 0;
};

}  // namespace fitting_room
