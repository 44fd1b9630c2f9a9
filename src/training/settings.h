#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fitting_room {

enum class OptimizerKind { adam, adamw, sgd };
enum class Schedule { constant, one_cycle, cosine };
enum class Augmentation { none, photo, drawing, both };

/// All that decides a run, besides the network and the data. What each setting means and which
/// values it can have, settings_table.h says.
struct TrainingSettings {
  std::size_t epochs = 3;
  std::size_t batch_size = 32;
  double learning_rate = 0.001;
  std::size_t training_images = 10'000;
  std::uint64_t seed = 1;
  OptimizerKind optimizer = OptimizerKind::adam;
  double momentum = 0.9;
  double beta2 = 0.999;
  double weight_decay = 0.004;
  double label_smoothing = 0;
  double dropout_scale = 1;
  Schedule schedule = Schedule::constant;
  Augmentation augmentation = Augmentation::none;
  std::size_t patience = 0;                                          // 0: endless
  bool flip = false, shift = false, erase = false, figures = false;  // see Augmenter
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
