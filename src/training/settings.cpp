#include "training/settings.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "tensor/error.h"
#include "training/settings_table.h"

namespace fitting_room {
namespace {

using json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& reason) { throw Error("bad-settings", reason); }

[[noreturn]] void refuse(const Setting& setting) {
  std::string reason = std::string(setting.title) + " must be " + wanted(setting);
  // Such a range does not show where to begin.
  if (setting.range.exclusive_minimum) {
    reason += "; " + json(setting.field.get(TrainingSettings{})).dump() + " is a good start";
  }
  refuse(reason + ".");
}

/// @return what Field::set takes; NaN for what is no value of that kind.
double value_of(const Setting& setting, const json& value) {
  switch (setting.kind) {
    case SettingKind::integer:
    case SettingKind::number:
      if (value.is_number()) return value.get<double>();
      break;
    case SettingKind::boolean:
      if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
      break;
    case SettingKind::choice:
      for (std::size_t i = 0; i < setting.choices.size(); ++i) {
        if (value == setting.choices[i]) return static_cast<double>(i);
      }
  }
  return std::nan("");
}

bool can_be(const Setting& setting, double value) {
  switch (setting.kind) {
    case SettingKind::integer: return setting.range.contains(value) && value == std::floor(value);
    case SettingKind::number: return setting.range.contains(value);
    case SettingKind::boolean:
    case SettingKind::choice: break;
  }
  return !std::isnan(value);
}

}  // namespace

TrainingSettings parse_settings(std::string_view text) {
  const json object = text.size() > 64 * 1024 ? json(json::value_t::discarded)
                                              : json::parse(text.data(), text.data() + text.size(),
                                                            /*callback=*/nullptr,
                                                            /*allow_exceptions=*/false);
  if (!object.is_object()) refuse("The settings are not a JSON object.");
  TrainingSettings settings;
  for (const Setting& setting : settings_table()) {
    const auto found = object.find(setting.name);
    if (found == object.end()) continue;
    const double value = value_of(setting, *found);
    if (!can_be(setting, value)) refuse(setting);
    setting.field.set(settings, value);
  }
  return settings;
}

std::string to_json(const TrainingSettings& settings) {
  json object;
  for (const Setting& setting : settings_table()) {
    const double value = setting.field.get(settings);
    json& written = object[setting.name];
    switch (setting.kind) {
      case SettingKind::integer: written = static_cast<std::uint64_t>(value); break;
      case SettingKind::number: written = value; break;
      case SettingKind::boolean: written = value != 0; break;
      case SettingKind::choice: written = setting.choices[static_cast<std::size_t>(value)]; break;
    }
  }
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
