#include "cli/recipe.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "cli/files.h"
#include "tensor/error.h"
#include "training/settings.h"

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

MixtureShares shares_of(const json& object) {
  MixtureShares shares;
  for (const auto& [name, value] : object.items()) {
    const auto* known =
        std::ranges::find_if(share_names, [&](const auto& share) { return name == share.first; });
    if (known == std::end(share_names)) refuse("\"perBatch\" knows no \"" + name + "\".");
    if (!value.is_number_unsigned() || value > largest_share) {
      refuse("\"" + name + "\" of \"perBatch\" must be a whole number from 0 to 1024.");
    }
    shares.*(known->second) = value.get<std::size_t>();
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
      Recipe recipe;
      recipe.network = (path.parent_path() / object.at("network").get<std::string>()).string();
      recipe.settings = object.value("settings", json::object()).dump();
      parse_settings(recipe.settings);
      recipe.shares = shares_of(object.value("perBatch", json::object()));
      const json kept = object.value("kept", json::object());
      recipe.kept_photos = kept_of(kept, "photos", recipe.kept_photos);
      recipe.kept_drawings = kept_of(kept, "drawings", recipe.kept_drawings);
      for (const auto& [name, classes] : object.value("names", json::object()).items()) {
        recipe.names.add(name, classes.get<std::vector<std::string>>());
      }
      return recipe;
    } catch (const json::exception&) {
      refuse("This is no recipe: see model/ready-made-recipe.json for one.");
    }
  });
}

}  // namespace fitting_room::cli
