#pragma once

#include <cstddef>
#include <cstdint>

#include "training/settings.h"

namespace fitting_room {

/// Changes training images at random, differently at each step, so that a network learns what does
/// not depend on the change. A sample's change depends on (seed, step, sample) alone.
///
/// Augmentation::photo makes garments look as they lie on a floor or a bed: see Warp. The changed
/// garment is then trimmed, scaled and centred as the data set does it, and as imaging/ does it
/// with a visitor's picture.
class Augmenter {
 public:
  Augmenter(Augmentation kind, std::uint64_t seed, std::uint32_t step)
      : kind_(kind), seed_(seed), step_(step) {}

  /// @param sample the image's number in its batch. @param label its class.
  /// @param pixels 28 × 28, 0..1, changed in place.
  void apply(std::size_t sample, std::size_t label, float* pixels) const;

 private:
  Augmentation kind_;
  std::uint64_t seed_;
  std::uint32_t step_;
};

}  // namespace fitting_room
