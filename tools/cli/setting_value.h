#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "training/settings_table.h"

namespace fitting_room::cli {

/// What was typed for a setting, as parse_settings() wants it: that knows every range and says so.
nlohmann::json setting_value(const Setting& setting, const std::string& text);

/// What parse_settings() says of it, alone; empty where it takes it.
std::string setting_problem(const Setting& setting, const std::string& text);

}  // namespace fitting_room::cli
