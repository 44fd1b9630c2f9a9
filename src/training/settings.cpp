#include "training/settings.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <utility>

#include "tensor/error.h"

namespace fitting_room {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array<std::pair<OptimizerKind, const char*>, 3> optimizers{{
    {OptimizerKind::adam, "adam"},
    {OptimizerKind::adamw, "adamw"},
    {OptimizerKind::sgd, "sgd"},
}};
constexpr std::array<std::pair<Schedule, const char*>, 3> schedules{{
    {Schedule::constant, "constant"},
    {Schedule::one_cycle, "one-cycle"},
    {Schedule::cosine, "cosine"},
}};
constexpr std::array<std::pair<Augmentation, const char*>, 4> augmentations{{
    {Augmentation::none, "none"},
    {Augmentation::photo, "photo"},
    {Augmentation::drawing, "drawing"},
    {Augmentation::both, "photo-and-drawing"},
}};

[[noreturn]] void refuse(const std::string& reason) { throw Error("bad-settings", reason); }

/// @param label the setting as the page names it.
void read_whole(const json& object, const char* field, const char* label, std::uint64_t least,
                std::uint64_t most, auto& value) {
  const auto found = object.find(field);
  if (found == object.end()) return;
  const double number = found->is_number() ? found->get<double>() : std::nan("");
  if (!(number >= static_cast<double>(least) && number <= static_cast<double>(most) &&
        number == std::floor(number))) {
    refuse(std::string(label) + " must be a whole number from " + std::to_string(least) + " to " +
           std::to_string(most) + ".");
  }
  value = static_cast<std::remove_reference_t<decltype(value)>>(number);
}

/// A number from 0 to below 1.
void read_fraction(const json& object, const char* field, const char* label, double& value) {
  const auto found = object.find(field);
  if (found == object.end()) return;
  const double number = found->is_number() ? found->get<double>() : std::nan("");
  if (!(number >= 0 && number < 1)) {
    refuse(std::string(label) + " must be a number from 0 to below 1.");
  }
  value = number;
}

void read_switch(const json& object, const char* field, const char* label, bool& value) {
  const auto found = object.find(field);
  if (found == object.end()) return;
  if (!found->is_boolean()) refuse(std::string(label) + " must be true or false.");
  value = found->get<bool>();
}

template <typename Table, typename Value>
void read_choice(const json& object, const char* field, const char* label, const Table& table,
                 Value& value) {
  const auto found = object.find(field);
  if (found == object.end()) return;
  std::string choices;
  for (const auto& [choice, name] : table) {
    if (found->is_string() && found->get_ref<const std::string&>() == name) {
      value = choice;
      return;
    }
    choices += (choices.empty() ? "" : ", ") + std::string(name);
  }
  refuse(std::string(label) + " must be one of: " + choices + ".");
}

template <typename Table, typename Value>
const char* name_of(const Table& table, Value value) {
  for (const auto& [choice, name] : table) {
    if (choice == value) return name;
  }
  return "?";
}

}  // namespace

TrainingSettings parse_settings(std::string_view text) {
  const json object = text.size() > 64 * 1024 ? json(json::value_t::discarded)
                                              : json::parse(text.data(), text.data() + text.size(),
                                                            /*callback=*/nullptr,
                                                            /*allow_exceptions=*/false);
  if (!object.is_object()) refuse("The settings are not a JSON object.");
  TrainingSettings settings;
  read_whole(object, "epochs", "Epochs", 1, 1000, settings.epochs);
  read_whole(object, "batchSize", "Batch size", 1, 1024, settings.batch_size);
  read_whole(object, "trainingImages", "Training images", 10, 60'000, settings.training_images);
  read_whole(object, "seed", "Seed", 0, (std::uint64_t{1} << 53) - 1, settings.seed);
  if (const auto found = object.find("learningRate"); found != object.end()) {
    const double rate = found->is_number() ? found->get<double>() : std::nan("");
    if (!(rate > 0 && rate <= 10)) {
      refuse("Learning rate must be a number above 0 and at most 10; 0.001 is a good start.");
    }
    settings.learning_rate = rate;
  }
  read_fraction(object, "momentum", "Momentum", settings.momentum);
  read_fraction(object, "beta2", "Beta 2", settings.beta2);
  read_fraction(object, "weightDecay", "Weight decay", settings.weight_decay);
  read_fraction(object, "labelSmoothing", "Label smoothing", settings.label_smoothing);
  read_choice(object, "optimizer", "Optimizer", optimizers, settings.optimizer);
  read_choice(object, "schedule", "Schedule", schedules, settings.schedule);
  read_choice(object, "augmentation", "Augmentation", augmentations, settings.augmentation);
  read_whole(object, "patience", "Patience", 0, 1000, settings.patience);
  read_switch(object, "flip", "Flip", settings.flip);
  read_switch(object, "shift", "Shift", settings.shift);
  read_switch(object, "erase", "Erase", settings.erase);
  read_switch(object, "figures", "Figures", settings.figures);
  return settings;
}

std::string to_json(const TrainingSettings& settings) {
  json object;
  object["epochs"] = settings.epochs;
  object["batchSize"] = settings.batch_size;
  object["learningRate"] = settings.learning_rate;
  object["trainingImages"] = settings.training_images;
  object["seed"] = settings.seed;
  object["optimizer"] = name_of(optimizers, settings.optimizer);
  object["momentum"] = settings.momentum;
  object["beta2"] = settings.beta2;
  object["weightDecay"] = settings.weight_decay;
  object["labelSmoothing"] = settings.label_smoothing;
  object["schedule"] = name_of(schedules, settings.schedule);
  object["augmentation"] = name_of(augmentations, settings.augmentation);
  object["patience"] = settings.patience;
  object["flip"] = settings.flip;
  object["shift"] = settings.shift;
  object["erase"] = settings.erase;
  object["figures"] = settings.figures;
  return object.dump();
}

double learning_rate_at(const TrainingSettings& settings, std::size_t step, std::size_t steps) {
  const double done = (static_cast<double>(step) + 0.5) / static_cast<double>(steps);
  constexpr double rise = 0.25;
  switch (settings.schedule) {
    case Schedule::constant: break;
    case Schedule::one_cycle:
      return settings.learning_rate * (done < rise ? done / rise : (1 - done) / (1 - rise));
    case Schedule::cosine:
      return settings.learning_rate * (1 + std::cos(std::numbers::pi * done)) / 2;
  }
  return settings.learning_rate;
}

}  // namespace fitting_room
