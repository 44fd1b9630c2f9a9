#include "data/classes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tensor/error.h"

namespace fitting_room {
namespace {

using json = nlohmann::ordered_json;

/// Longer is no list of names, not even one with every byte escaped, and is not parsed at all.
constexpr std::size_t longest_json = 8 * max_classes * max_class_name;

/// What is wrong with a list, or nothing.
std::string problem_of(const json& list) {
  if (!list.is_array()) return "they are no list of names";
  if (list.empty() || list.size() > max_classes) {
    return "there must be 1 to " + std::to_string(max_classes) + " of them";
  }
  Classes before;
  for (const json& entry : list) {
    if (!entry.is_string()) return "one is no text";
    const std::string& name = entry.get_ref<const std::string&>();
    if (name.find_first_not_of(' ') == std::string::npos) return "one has no name";
    if (name.size() > max_class_name) return "the name of one is too long";
    const auto is_control = [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte == 0x7f;
    };
    if (std::ranges::any_of(name, is_control)) return "the name of one is not plain text";
    if (std::ranges::find(before, name) != before.end()) return "two are named " + name;
    before.push_back(name);
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
  // Of what is not UTF-8 or no JSON nothing comes back.
  const json list = json::parse(text.data(), text.data() + text.size(), /*callback=*/nullptr,
                                /*allow_exceptions=*/false);
  if (const std::string problem = problem_of(list); !problem.empty()) refuse(problem);
  return list.get<Classes>();
}

std::string to_json(const Classes& classes) { return json(classes).dump(); }

}  // namespace fitting_room
