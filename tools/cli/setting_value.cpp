#include "cli/setting_value.h"

#include <algorithm>

#include "tensor/error.h"

namespace fitting_room::cli {

using nlohmann::json;

// Of whole numbers only digits are one: 60.000 means 60,000 to some, and JSON takes it for 60. What
// can be no value is null, for the bytes of a command line need not be text that JSON can hold.
json setting_value(const Setting& setting, const std::string& text) {
  if (setting.kind == SettingKind::choice) {
    const auto found = std::ranges::find(setting.choices, text);
    return found == setting.choices.end() ? json() : json(*found);
  }
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  if (setting.kind == SettingKind::integer && !digits) return json();
  const json value = json::parse(text, /*callback=*/nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? json() : value;
}

std::string setting_problem(const Setting& setting, const std::string& text) {
  try {
    parse_settings(json{{setting.name, setting_value(setting, text)}}.dump());
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace fitting_room::cli
