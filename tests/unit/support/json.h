#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace fitting_room::test {

/// @throws nlohmann::json::parse_error. The parser is large: here it is compiled once for all
/// tests.
nlohmann::json parse_json(const std::string& text);

}  // namespace fitting_room::test
