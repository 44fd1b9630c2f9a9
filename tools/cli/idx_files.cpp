#include "cli/idx_files.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>
#include <system_error>
#include <utility>

#include "tensor/error.h"

namespace fitting_room::cli {
namespace {

namespace fs = std::filesystem;

/// What a file's name says.
struct Role {
  std::string set;   // what stands before; mostly nothing
  std::string part;  // as in IdxFiles::paths
};

std::optional<Role> role_of(const fs::path& path) {
  static const std::regex pattern(
      "(?:(.*)[-_. ])?(train|test|t10k)[-_. ](images|labels)(?:[-_. ](?:idx[0-9]?|ubyte|int))*"
      "(?:\\.gz)?",
      std::regex::icase);
  std::string name = path.filename().string();
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  std::smatch match;
  if (!std::regex_match(name, match, pattern)) return std::nullopt;
  return Role{match[1], (match[2] == "train" ? "train-" : "test-") + match[3].str()};
}

std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

/// By the names of folder and set.
using Sets = std::map<std::pair<fs::path, std::string>, IdxFiles>;

/// @param inner the folder whose files are looked at: `folder`, or one in it that has a file's
/// name, as Kaggle's archives have.
void collect(const fs::path& folder, const fs::path& inner, Sets& sets) {
  for (const fs::path& path : entries(inner)) {
    const std::optional<Role> role = role_of(path);
    if (!role) continue;
    if (fs::is_directory(path)) {
      if (inner == folder) collect(folder, path, sets);
      continue;
    }
    // Packed and unpacked, a file is the same; the smaller one is read faster.
    fs::path& known = sets[{folder, role->set}].paths[role->part];
    if (known.empty() || path.extension() == ".gz") known = path;
  }
}

}  // namespace

IdxFiles find_idx_files(const fs::path& folder) {
  Sets sets;
  collect(folder, folder, sets);
  if (sets.empty()) collect(folder / "raw", folder / "raw", sets);
  if (sets.empty()) {
    for (const fs::path& path : entries(folder)) {
      if (!fs::is_directory(path)) continue;
      collect(path, path, sets);
      collect(path / "raw", path / "raw", sets);
    }
  }
  if (sets.empty()) return {};
  if (sets.size() == 1) return sets.begin()->second;
  std::string names;
  for (const auto& [place, files] : sets) {
    const fs::path name = fs::relative(place.first, folder);
    names += (names.empty() ? "" : ", ") + (name == "." ? place.second + "-…" : name.string());
  }
  throw Error("bad-data", folder.string() + " holds several data sets: " + names +
                              ". Name a folder that holds one with --data.");
}

std::string other_format(const fs::path& folder) {
  for (const fs::path& path : entries(folder)) {
    const std::string ending = path.extension().string();
    for (const char* other : {".csv", ".npz", ".npy", ".pt", ".parquet", ".arff", ".mat", ".zip",
                              ".tar", ".xz", ".bz2", ".tfrecord"}) {
      if (ending == other) return path.filename().string();
    }
  }
  return "";
}

}  // namespace fitting_room::cli
