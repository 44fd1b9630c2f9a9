#include "training/settings_table.h"

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "text/json.h"

namespace fitting_room {
namespace {

constexpr const char* optimizers[] = {"adam", "adamw", "sgd"};
constexpr const char* schedules[] = {"constant", "one-cycle", "cosine"};
constexpr const char* augmentations[] = {"none", "photo", "drawing", "photo-and-drawing"};
constexpr const char* with_momentum[] = {"sgd"};
constexpr const char* with_beta2[] = {"adam", "adamw"};
constexpr const char* with_weight_decay[] = {"adamw"};

constexpr double largest_integer = 9007199254740991;  // 2^53 - 1: JavaScript counts no further
constexpr Range fraction{.minimum = 0, .maximum = 1, .exclusive_maximum = true};

template <auto member>
constexpr Field field{
    [](const TrainingSettings& settings) { return static_cast<double>(settings.*member); },
    [](TrainingSettings& settings, double value) {
      settings.*member = static_cast<std::decay_t<decltype(settings.*member)>>(value);
    }};

constexpr Setting table[] = {
    {
        .field = field<&TrainingSettings::epochs>,
        .name = "epochs",
        .title = "Epochs",
        .description = "Passes over the training images",
        .kind = SettingKind::integer,
        .range = {1, 1000},
    },
    {
        .field = field<&TrainingSettings::batch_size>,
        .name = "batchSize",
        .title = "Batch size",
        .description = "Images in a step",
        .kind = SettingKind::integer,
        .range = {1, 1024},
    },
    {
        .field = field<&TrainingSettings::learning_rate>,
        .name = "learningRate",
        .title = "Learning rate",
        .description = "Size of a step, at the schedule's peak",
        .kind = SettingKind::number,
        .range = {0, 10, /*exclusive_minimum=*/true},
    },
    {
        .field = field<&TrainingSettings::training_images>,
        .name = "trainingImages",
        .title = "Training images",
        .description = "How many of the training images",
        .kind = SettingKind::integer,
        .range = {10, 60'000},
    },
    {
        .field = field<&TrainingSettings::seed>,
        .name = "seed",
        .title = "Seed",
        .description = "Of initial weights, order, dropout and random changes",
        .kind = SettingKind::integer,
        .range = {0, largest_integer},
    },
    {
        .field = field<&TrainingSettings::optimizer>,
        .name = "optimizer",
        .title = "Optimizer",
        .description = "The rule that turns gradients into steps",
        .kind = SettingKind::choice,
        .choices = optimizers,
    },
    {
        .field = field<&TrainingSettings::momentum>,
        .name = "momentum",
        .title = "Momentum",
        .description = "Of sgd: how much of each step carries on to the next",
        .kind = SettingKind::number,
        .range = fraction,
        .optimizers = with_momentum,
    },
    {
        .field = field<&TrainingSettings::beta2>,
        .name = "beta2",
        .title = "Beta 2",
        .description = "Of adam and adamw: how slowly their mean of squares moves",
        .kind = SettingKind::number,
        .range = fraction,
        .optimizers = with_beta2,
    },
    {
        .field = field<&TrainingSettings::weight_decay>,
        .name = "weightDecay",
        .title = "Weight decay",
        .description = "Of adamw: each step takes learning rate times this of every "
                       "parameter away",
        .kind = SettingKind::number,
        .range = fraction,
        .optimizers = with_weight_decay,
    },
    {
        .field = field<&TrainingSettings::label_smoothing>,
        .name = "labelSmoothing",
        .title = "Label smoothing",
        .description = "How much of each label is shared among all classes, in the loss of "
                       "training, not in that of validation",
        .kind = SettingKind::number,
        .range = fraction,
    },
    {
        .field = field<&TrainingSettings::dropout_scale>,
        .name = "dropoutScale",
        .title = "Dropout scale",
        .description = "What the rates of all Dropout layers are multiplied by; 0: nothing is "
                       "dropped",
        .kind = SettingKind::number,
        .range = {0, 1},
    },
    {
        .field = field<&TrainingSettings::schedule>,
        .name = "schedule",
        .title = "Schedule",
        .description = "Of the learning rate: one-cycle rises over the first quarter and "
                       "falls to zero, cosine only falls",
        .kind = SettingKind::choice,
        .choices = schedules,
    },
    {
        .field = field<&TrainingSettings::augmentation>,
        .name = "augmentation",
        .title = "Augmentation",
        .description = "Random changes of the training images: photo makes four in five look "
                       "as garments on a floor, drawing three in ten as drawn by hand, "
                       "photo-and-drawing a quarter and three in ten",
        .kind = SettingKind::choice,
        .choices = augmentations,
    },
    {
        .field = field<&TrainingSettings::patience>,
        .name = "patience",
        .title = "Patience",
        .description = "Stop after so many epochs without a better validation loss, with the "
                       "best epoch's weights; 0: never",
        .kind = SettingKind::integer,
        .range = {0, 1000},
    },
    {
        .field = field<&TrainingSettings::flip>,
        .name = "flip",
        .title = "Flip",
        .description = "Turn half of the training images around",
        .kind = SettingKind::boolean,
    },
    {
        .field = field<&TrainingSettings::shift>,
        .name = "shift",
        .title = "Shift",
        .description = "Move each training image by up to two pixels each way",
        .kind = SettingKind::boolean,
    },
    {
        .field = field<&TrainingSettings::erase>,
        .name = "erase",
        .title = "Erase",
        .description = "Cover part of every second training image with random grey",
        .kind = SettingKind::boolean,
    },
    {
        .field = field<&TrainingSettings::figures>,
        .name = "figures",
        .title = "Figures",
        .description = "Put a clean outline of its class, as icons have it, in place of one "
                       "training image in eight",
        .kind = SettingKind::boolean,
    },
};

/// 1000, not 1000.0: the ends of all ranges are whole numbers.
Json plain(double value) { return static_cast<std::uint64_t>(value); }
static_assert(std::ranges::all_of(table, [](const Setting& setting) {
  const auto is_whole = [](double value) {
    return value == static_cast<double>(static_cast<std::uint64_t>(value));
  };
  return is_whole(setting.range.minimum) && is_whole(setting.range.maximum);
}));

std::string in_words(const Range& range) {
  const std::string minimum = plain(range.minimum).dump(), maximum = plain(range.maximum).dump();
  const std::string begin =
      range.exclusive_minimum ? "above " + minimum + " and " : "from " + minimum + " to ";
  if (range.exclusive_maximum) return begin + "below " + maximum;
  return begin + (range.exclusive_minimum ? "at most " : "") + maximum;
}

}  // namespace

bool Range::contains(double value) const {
  return (exclusive_minimum ? value > minimum : value >= minimum) &&
         (exclusive_maximum ? value < maximum : value <= maximum);
}

std::span<const Setting> settings_table() { return table; }

std::string wanted(const Setting& setting) {
  if (setting.kind == SettingKind::integer) return "a whole number " + in_words(setting.range);
  if (setting.kind == SettingKind::number) return "a number " + in_words(setting.range);
  if (setting.kind == SettingKind::boolean) return "true or false";
  std::string names;
  for (const char* name : setting.choices) names += (names.empty() ? "" : ", ") + std::string(name);
  return "one of: " + names;
}

std::string settings_schema() {
  static constexpr const char* types[] = {"integer", "number", "string", "boolean"};
  const Json defaults = Json::parse(to_json(TrainingSettings{})).value();
  const auto list = [](std::span<const char* const> names) {
    return Json::Array(names.begin(), names.end());
  };
  Json properties;
  for (const Setting& setting : table) {
    Json property;
    property.add("title", setting.title)
        .add("description", setting.description)
        .add("type", types[static_cast<int>(setting.kind)])
        .add("default", *defaults.find(setting.name));
    if (!setting.choices.empty()) property.add("enum", list(setting.choices));
    if (setting.kind == SettingKind::integer || setting.kind == SettingKind::number) {
      const Range& range = setting.range;
      property.add(range.exclusive_minimum ? "exclusiveMinimum" : "minimum", plain(range.minimum));
      property.add(range.exclusive_maximum ? "exclusiveMaximum" : "maximum", plain(range.maximum));
    }
    if (!setting.optimizers.empty()) property.add("optimizers", list(setting.optimizers));
    properties.add(setting.name, std::move(property));
  }
  Json schema;
  schema.add("$schema", "https://json-schema.org/draft/2020-12/schema")
      .add("title", "Training settings")
      .add("type", "object")
      .add("properties", std::move(properties))
      .add("additionalProperties", false);
  return schema.dump(2);
}

}  // namespace fitting_room
