#include "support/json.h"

namespace fitting_room::test {

nlohmann::json parse_json(const std::string& text) { return nlohmann::json::parse(text); }

}  // namespace fitting_room::test
