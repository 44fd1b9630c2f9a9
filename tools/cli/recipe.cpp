#include "cli/recipe.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "tensor/error.h"
#include "text/shown.h"
#include "training/settings_table.h"

namespace fitting_room::cli {
namespace {

using nlohmann::json;

constexpr std::pair<const char*, std::size_t MixtureShares::*> share_names[] = {
    {"photos", &MixtureShares::photos},
    {"drawings", &MixtureShares::drawings},
    {"otherPhotos", &MixtureShares::other_photos},
    {"otherDrawings", &MixtureShares::other_drawings},
    {"figures", &MixtureShares::figures},
    {"scribbles", &MixtureShares::scribbles},
    {"noise", &MixtureShares::noise},
};
constexpr std::size_t largest_share = 1024;

[[noreturn]] void refuse(const std::string& reason) { throw Error("bad-settings", reason); }

[[noreturn]] void refuse_all() {
  refuse("This is no recipe: see model/ready-made-recipe.json for one.");
}

/// A name that is spelt wrongly must not go unnoticed. @param known has every name that there is.
void refuse_unknown(const json& object, const std::string& where,
                    const std::vector<std::string>& known) {
  if (!object.is_object()) refuse_all();
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end())
      refuse(where + " no \"" + shown(name) + "\".");
  }
}

std::vector<std::string> settings_names() {
  std::vector<std::string> names;
  for (const Setting& setting : settings_table()) names.emplace_back(setting.name);
  return names;
}

MixtureShares shares_of(const json& object) {
  std::vector<std::string> known;
  for (const auto& [name, share] : share_names) known.emplace_back(name);
  refuse_unknown(object, "\"perBatch\" knows", known);
  MixtureShares shares;
  for (const auto& [name, share] : share_names) {
    const json value = object.value(name, json(0u));
    if (!value.is_number_unsigned() || value > largest_share) {
      refuse(std::string("\"") + name +
             "\" of \"perBatch\" must be a whole number from 0 to 1024.");
    }
    shares.*share = value.get<std::size_t>();
  }
  return shares;
}

double kept_of(const json& object, const char* name, double fallback) {
  const json value = object.value(name, json(fallback));
  if (!value.is_number() || !(value > 0 && value <= 1)) {
    refuse(std::string("\"") + name + "\" of \"kept\" must be a number above 0, at most 1.");
  }
  return value.get<double>();
}

}  // namespace

Recipe read_recipe(const std::filesystem::path& path) {
  const std::string text = read_text_file(path);
  return about_file(path, [&] {
    try {
      const json object = json::parse(text);
      refuse_unknown(object, "A recipe has", {"network", "settings", "perBatch", "kept", "names"});
      if (!object.contains("network")) refuse("\"network\" must name a network's description.");
      Recipe recipe;
      recipe.network = (path.parent_path() / object.at("network").get<std::string>()).string();
      const json settings = object.value("settings", json::object());
      refuse_unknown(settings, "\"settings\" knows", settings_names());
      recipe.settings = settings.dump();
      parse_settings(recipe.settings);
      recipe.shares = shares_of(object.value("perBatch", json::object()));
      const json kept = object.value("kept", json::object());
      refuse_unknown(kept, "\"kept\" knows", {"photos", "drawings"});
      recipe.kept_photos = kept_of(kept, "photos", recipe.kept_photos);
      recipe.kept_drawings = kept_of(kept, "drawings", recipe.kept_drawings);
      const json names = object.value("names", json::object());
      for (const auto& [name, classes] : names.items()) {
        recipe.names.add(name, classes.get<std::vector<std::string>>());
      }
      return recipe;
    } catch (const json::exception&) {
      refuse_all();
    }
  });
}

}  // namespace fitting_room::cli
