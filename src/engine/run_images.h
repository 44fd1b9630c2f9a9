#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "data/classes.h"
#include "data/images.h"
#include "training/image_range.h"
#include "training/mixture.h"
#include "training/settings.h"

namespace fitting_room {

/// How many images a run validates with.
inline constexpr std::size_t validation_images = 2'000;

/// How many images of each split a run needs.
struct ImageNeeds {
  std::size_t train = 0, test = 0;
};

/// What a run trains on and validates with, of the data set. Training images are the first of the
/// train split. Validation images are the 2,000 that follow them; where fewer than that are left,
/// the first 2,000 test images. A split whose images come sorted by class is shuffled before, by
/// the seed.
struct RunImages {
  ImageRange training, validation;

  static ImageNeeds needed(const TrainingSettings& settings);
  /// @throws Error "wrong-state" when images are missing.
  static RunImages of(const TrainingSettings& settings, const ImageSet& train,
                      const ImageSet& test);

  /// What is odd about them: that they had to be shuffled, or of which classes there are none.
  /// Sentences for the visitor; empty where nothing is.
  std::string oddities(const Classes& classes) const;
  /// What tells these images, and what is mixed in, from others.
  std::uint64_t fingerprint(const Mixture* mixture) const;
};

/// @param who needs them, with a capital letter. @throws Error "wrong-state" when some are missing.
void require_images(const std::string& who, const char* what, std::size_t wanted,
                    std::size_t present);

}  // namespace fitting_room
