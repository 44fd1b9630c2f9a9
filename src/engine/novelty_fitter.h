#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/novelty.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"
#include "training/settings.h"

namespace fitting_room {

/// Where the fit of a novelty score stands.
struct NoveltyProgress {
  bool done = false;
  std::size_t processed = 0, count = 0;  // images looked at, of so many
};

/// Fits a Novelty to a network, one batch of images at a time: first means and covariance, then,
/// from other images, the limits. Images are looked at as the network was trained on them: as they
/// are, every second one as a photo where it learned photos, and all once more as drawings where it
/// learned those. Examples that it learned beside them make groups of their own.
class NoveltyFitter {
 public:
  /// Images that the means and the covariance are made from: more make little difference.
  static constexpr std::size_t most_images = 6'000;

  /// Runner, network and the sets of the ranges must outlive this; images and held_out are not
  /// empty. @param settings of the run that trained the network. @param examples of its classes.
  NoveltyFitter(BatchRunner& runner, const Sequential& network, const TrainingSettings& settings,
                ImageRange images, ImageRange held_out, ImageSet examples = {});
  NoveltyFitter(const NoveltyFitter&) = delete;  // stages point at the examples
  NoveltyFitter& operator=(const NoveltyFitter&) = delete;

  /// Looks at the next batch. @throws Error "wrong-state" for a network without any answer.
  NoveltyProgress step();
  /// Once done.
  Novelty take() { return std::move(*novelty_); }

 private:
  /// A look at all images of a range.
  struct Stage {
    ImageRange range;
    PictureKind kind;
    bool fits;          // means and covariance, or limits
    std::size_t group;  // that of the first class, where it fits
  };
  void look(const Stage& stage, std::size_t first, std::size_t count);
  void end(const Stage& stage);
  /// How the network sees an image of a stage.
  void gather(const Stage& stage, std::size_t index, float* pixels) const;

  BatchRunner& runner_;
  const Sequential& network_;
  TrainingSettings settings_;
  ImageSet examples_;  // a copy: the run that has them may end before
  std::vector<Stage> stages_;
  std::size_t stage_ = 0, position_ = 0;  // where the next batch begins
  std::size_t processed_ = 0, count_ = 0;
  Novelty::Fit fit_;
  std::optional<Novelty> novelty_;
  std::vector<float> distances_, roughnesses_;  // of the stage's held-out images
};

}  // namespace fitting_room
