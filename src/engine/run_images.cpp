#include "engine/run_images.h"

#include "data/class_order.h"
#include "tensor/error.h"
#include "text/shown.h"

namespace fitting_room {
namespace {

constexpr std::size_t all_training_images = 60'000;

/// The names of those that no image is of, with commas between them.
std::string missing_classes(const ImageRange& images, const Classes& classes) {
  ClassCounts counts{};
  for (std::size_t i = 0; i < images.count; ++i) ++counts[images.label(i)];
  std::string names;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (counts[c] != 0) continue;
    if (!names.empty()) names += ", ";
    names += classes[c];
  }
  return names;
}

}  // namespace

ImageNeeds RunImages::needed(const TrainingSettings& settings) {
  const bool enough = settings.training_images + validation_images <= all_training_images;
  return {settings.training_images + (enough ? validation_images : 0),
          enough ? 0 : validation_images};
}

RunImages RunImages::of(const TrainingSettings& settings, const ImageSet& train,
                        const ImageSet& test) {
  const ImageNeeds wanted = needed(settings);
  require_images("The run", "training", wanted.train, train.size());
  require_images("The run", "test", wanted.test, test.size());
  const std::size_t count = settings.training_images;
  const ImageRange mixed = ImageRange::mixed(train, settings.seed);
  return {mixed.part(0, count),
          wanted.test == 0 ? mixed.part(count, validation_images)
                           : ImageRange::mixed(test, settings.seed).part(0, validation_images)};
}

std::string RunImages::oddities(const Classes& classes) const {
  std::string note;
  if (training.order || validation.order) {
    note = "The images come sorted by class, so they were shuffled, as the seed decides.";
  }
  const auto tell_missing = [&](const ImageRange& images, const char* what) {
    const std::string missing = missing_classes(images, classes);
    if (missing.empty()) return;
    if (!note.empty()) note += ' ';
    note += "Among the " + std::string(what) + " images there is none of: " + missing + ".";
  };
  tell_missing(training, "training");
  tell_missing(validation, "validation");
  return note;
}

std::uint64_t RunImages::fingerprint(const Mixture* mixture) const {
  return training.fingerprint() ^ validation.fingerprint() ^ (mixture ? mixture->fingerprint() : 0);
}

void require_images(const std::string& who, const char* what, std::size_t wanted,
                    std::size_t present) {
  if (present >= wanted) return;
  throw Error("wrong-state", who + " needs " + with_commas(wanted) + " " + what + " images and " +
                                 with_commas(present) + " are loaded. Load the images first.");
}

}  // namespace fitting_room
