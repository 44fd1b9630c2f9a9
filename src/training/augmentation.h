#pragma once

#include <cstddef>
#include <cstdint>

#include "training/draws.h"
#include "training/settings.h"

namespace fitting_room {

/// Makes a garment look as it lies on a floor or a bed, seen by a camera, then trims, scales and
/// centres it anew. @param pixels 28 × 28, 0..1, changed in place. @param label its class.
void look_like_photo(float* pixels, std::size_t label, Draws& draws);

/// Changes training images at random, differently at each step, so that a network learns what does
/// not depend on the change. A sample's change depends on (seed, step, sample) alone.
///
/// Augmentation::photo makes garments look as they lie on a floor or a bed: see Warp. The changed
/// garment is then trimmed, scaled and centred as the data set does it, and as imaging/ does it
/// with a visitor's picture.
///
/// Augmentation::drawing makes three images in ten look as somebody draws them: see sketch().
/// Augmentation::both makes three in ten drawings and a quarter photos.
///
/// With figures, one image in eight gives way to a clean outline of its class, as icons have it:
/// see figure(). So a network meets what the data set does not have, such as backpacks.
///
/// Then, each where it is switched on: flip turns half of the images around; shift moves each by up
/// to two pixels each way, as padding and cropping do; erase covers part of every second image with
/// random grey levels.
class Augmenter {
 public:
  /// @param settings give the kinds of change and the seed.
  Augmenter(const TrainingSettings& settings, std::uint32_t step)
      : settings_(settings), step_(step) {}

  /// @param sample the image's number in its batch. @param label its class.
  /// @param pixels 28 × 28, 0..1, changed in place.
  void apply(std::size_t sample, std::size_t label, float* pixels) const;

 private:
  enum class Look { as_is, photo, drawing, figure };
  /// What becomes of a sample.
  Look look_of(std::size_t sample) const;
  Draws draws(Purpose purpose, std::size_t sample) const;
  void change(std::size_t sample, float* pixels) const;

  TrainingSettings settings_;
  std::uint32_t step_;
};

}  // namespace fitting_room
