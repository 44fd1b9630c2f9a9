#include "training/settings.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

#include "tensor/error.h"
#include "text/json.h"
#include "training/settings_table.h"

namespace fitting_room {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw Error("bad-settings", reason); }

[[noreturn]] void refuse(const Setting& setting) {
  std::string reason = std::string(setting.title) + " must be " + wanted(setting);
  // Such a range does not show where to begin.
  if (setting.range.exclusive_minimum) {
    reason += "; " + Json(setting.field.get(TrainingSettings{})).dump() + " is a good start";
  }
  refuse(reason + ".");
}

/// @return what Field::set takes; NaN for what is no value of that kind.
double value_of(const Setting& setting, const Json& value) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (setting.kind == SettingKind::boolean) {
    const std::optional<bool> truth = value.boolean();
    return truth ? *truth : none;
  }
  if (setting.kind != SettingKind::choice) return value.number().value_or(none);
  const std::string* name = value.string();
  for (std::size_t i = 0; name && i < setting.choices.size(); ++i) {
    if (*name == setting.choices[i]) return static_cast<double>(i);
  }
  return none;
}

bool can_be(const Setting& setting, double value) {
  if (setting.kind == SettingKind::integer && value != std::floor(value)) return false;
  const bool has_range =
      setting.kind == SettingKind::integer || setting.kind == SettingKind::number;
  return has_range ? setting.range.contains(value) : !std::isnan(value);
}

}  // namespace

TrainingSettings parse_settings(std::string_view text) {
  const std::optional<Json> object = text.size() > 64 * 1024 ? std::nullopt : Json::parse(text);
  if (!object || !object->object()) refuse("The settings are not a JSON object.");
  TrainingSettings settings;
  for (const Setting& setting : settings_table()) {
    const Json* found = object->find(setting.name);
    if (!found) continue;
    const double value = value_of(setting, *found);
    if (!can_be(setting, value)) refuse(setting);
    setting.field.set(settings, value);
  }
  return settings;
}

std::string to_json(const TrainingSettings& settings) {
  Json object;
  for (const Setting& setting : settings_table()) {
    const double value = setting.field.get(settings);
    Json written = value;
    if (setting.kind == SettingKind::integer) written = static_cast<std::uint64_t>(value);
    if (setting.kind == SettingKind::boolean) written = value != 0;
    if (setting.kind == SettingKind::choice) {
      written = setting.choices[static_cast<std::size_t>(value)];
    }
    object.add(setting.name, std::move(written));
  }
  return object.dump();
}

double learning_rate_at(const TrainingSettings& settings, std::size_t step, std::size_t steps) {
  const double done = (static_cast<double>(step) + 0.5) / static_cast<double>(steps);
  constexpr double rise = 0.25;
  if (settings.schedule == Schedule::one_cycle) {
    return settings.learning_rate * (done < rise ? done / rise : (1 - done) / (1 - rise));
  }
  if (settings.schedule == Schedule::cosine) {
    return settings.learning_rate * (1 + std::cos(std::numbers::pi * done)) / 2;
  }
  return settings.learning_rate;
}

}  // namespace fitting_room
