#include "data/classes.h"

#include <algorithm>
#include <optional>

#include "tensor/error.h"
#include "text/json.h"

namespace fitting_room {
namespace {

/// Longer is no list of names, not even one with every byte escaped, and is not parsed at all.
constexpr std::size_t longest_json = 8 * max_classes * max_class_name;

/// Puts the names of a list into `names`. @return what is wrong with it, or nothing.
std::string read_names(const std::optional<Json>& list, Classes& names) {
  const Json::Array* entries = list ? list->array() : nullptr;
  if (!entries) return "they are no list of names";
  if (entries->empty() || entries->size() > max_classes) {
    return "there must be 1 to " + std::to_string(max_classes) + " of them";
  }
  for (const Json& entry : *entries) {
    const std::string* name = entry.string();
    if (!name) return "one is no text";
    if (name->find_first_not_of(' ') == std::string::npos) return "one has no name";
    if (name->size() > max_class_name) return "the name of one is too long";
    const auto is_control = [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte == 0x7f;
    };
    if (std::ranges::any_of(*name, is_control)) return "the name of one is not plain text";
    if (std::ranges::find(names, *name) != names.end()) return "two are named " + *name;
    names.push_back(*name);
  }
  return "";
}

}  // namespace

Classes default_classes() {
  return {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
}

Classes parse_classes(std::string_view text, const char* code) {
  const auto refuse = [&](const std::string& reason) {
    throw Error(code, "The classes cannot be read: " + reason + ".");
  };
  if (text.size() > longest_json) refuse("their names are too long");
  Classes names;
  if (const std::string problem = read_names(Json::parse(text), names); !problem.empty()) {
    refuse(problem);
  }
  return names;
}

std::string to_json(const Classes& classes) { return Json(classes).dump(); }

}  // namespace fitting_room
