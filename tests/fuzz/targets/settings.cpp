// Settings as JSON and as they are typed on the command line.
#include "training/settings.h"

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/setting_value.h"
#include "fuzz.h"

namespace fitting_room::fuzz {
namespace {

bool is_value(const Setting& setting, double value) {
  switch (setting.kind) {
    case SettingKind::integer: return setting.range.contains(value) && value == std::trunc(value);
    case SettingKind::number: return setting.range.contains(value);
    case SettingKind::choice:
      return value >= 0 && value < static_cast<double>(setting.choices.size());
    case SettingKind::boolean: return value == 0 || value == 1;
  }
  return false;
}

void try_json(std::string_view text) {
  TrainingSettings settings;
  if (!accepted([&] { settings = parse_settings(text); })) return;
  for (const Setting& setting : settings_table()) {
    require(is_value(setting, setting.field.get(settings)), "each setting is in its range");
  }
  for (const std::size_t step : {0, 40, 99}) {
    const double rate = learning_rate_at(settings, step, 100);
    require(rate >= 0 && rate <= settings.learning_rate, "no rate is above the peak");
  }
  const std::string written = to_json(settings);
  require(to_json(parse_settings(written)) == written, "settings are read back as written");
}

void try_typed(const Setting& setting, const std::string& text) {
  const std::string problem = cli::setting_problem(setting, text);
  if (!problem.empty()) return require_sentence(Error("bad-settings", problem));
  const nlohmann::json object = {{setting.name, cli::setting_value(setting, text)}};
  const double value = setting.field.get(parse_settings(object.dump()));
  require(is_value(setting, value), "what is typed is in its range");
  if (setting.kind == SettingKind::integer) {
    require(text.find_first_not_of("0123456789") == std::string::npos, "only digits are whole");
  }
  if (setting.kind == SettingKind::integer || setting.kind == SettingKind::number) {
    require(value == std::strtod(text.c_str(), nullptr), "a number is what C takes it for");
  } else if (setting.kind == SettingKind::choice) {
    require(text == setting.choices[static_cast<std::size_t>(value)], "a choice is its name");
  }
}

}  // namespace

void try_input(Bytes input) {
  Parts parts(input);
  const std::size_t which = parts.byte();
  const std::span<const Setting> table = settings_table();
  if (which < table.size()) {
    return try_typed(table[which], std::string(text_of(parts.rest())));
  }
  const Input text = copy_of(parts.rest());
  try_json(text_of(text));
}

std::vector<Input> seeds() {
  std::vector<Input> inputs{input_of("j" + to_json(TrainingSettings{}))};
  char which = 0;
  for (const Setting& setting : settings_table()) {
    for (const char* text : {"12", "0.5", "1e-3", "60.000", "0x40", "true"}) {
      inputs.push_back(input_of(which + std::string(text)));
    }
    for (const char* choice : setting.choices)
      inputs.push_back(input_of(which + std::string(choice)));
    ++which;
  }
  return inputs;
}

}  // namespace fitting_room::fuzz
