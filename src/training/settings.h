#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fitting_room {

enum class OptimizerKind { adam, adamw, sgd };
enum class Schedule { constant, one_cycle, cosine };
enum class Augmentation { none, photo, drawing, both };

/// All that decides a run, besides the network and the data. JSON fields in brackets.
struct TrainingSettings {
  std::size_t epochs = 3;        // 1 to 1,000 ["epochs"]
  std::size_t batch_size = 32;   // 1 to 1,024 ["batchSize"]
  double learning_rate = 0.001;  // above 0, at most 10; the schedule's peak ["learningRate"]
  std::size_t training_images = 10'000;           // 10 to 60,000 ["trainingImages"]
  std::uint64_t seed = 1;                         // 0 to 2^53 - 1 ["seed"]
  OptimizerKind optimizer = OptimizerKind::adam;  // "adam", "adamw", "sgd" ["optimizer"]
  double momentum = 0.9;                          // sgd only, 0 to below 1 ["momentum"]
  double beta2 = 0.999;                           // adam and adamw, 0 to below 1 ["beta2"]
  double weight_decay = 0.004;                    // adamw only, 0 to below 1 ["weightDecay"]
  double label_smoothing = 0;                     // while training, 0 to below 1 ["labelSmoothing"]
  Schedule schedule = Schedule::constant;         // "constant", "one-cycle", "cosine" ["schedule"]
  /// "none", "photo", "drawing", "photo-and-drawing" ["augmentation"]
  Augmentation augmentation = Augmentation::none;
  std::size_t patience = 0;  // 0 to 1,000; epochs without a better validation loss after which the
                             // run stops; 0: it never does ["patience"]
  // See Augmenter. ["flip", "shift", "erase", "figures"]
  bool flip = false, shift = false, erase = false, figures = false;
};

/// Whether a network that is trained so has seen images changed to look like these.
inline bool learns_photos(const TrainingSettings& settings) {
  return settings.augmentation == Augmentation::photo ||
         settings.augmentation == Augmentation::both;
}
inline bool learns_drawings(const TrainingSettings& settings) {
  return settings.augmentation == Augmentation::drawing ||
         settings.augmentation == Augmentation::both;
}

/// Fields that are left out keep their defaults.
/// @throws Error "bad-settings" with a sentence naming the setting and its range.
TrainingSettings parse_settings(std::string_view json);

/// The JSON that parse_settings reads, every field spelled out.
std::string to_json(const TrainingSettings& settings);

/// The learning rate of a step, `step` of `steps` counted from 0 over the whole run.
/// One-cycle rises linearly over the first quarter and falls linearly to zero (after Smith & Topin
/// 2019); cosine falls from the first step on (Loshchilov & Hutter 2017).
double learning_rate_at(const TrainingSettings& settings, std::size_t step, std::size_t steps);

}  // namespace fitting_room
