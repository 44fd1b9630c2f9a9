#include "cli/collections.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cmath>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "cli/files.h"
#include "cli/photo.h"
#include "cli/terminal.h"
#include "data/classes.h"
#include "tensor/error.h"
#include "text/shown.h"

namespace fitting_room::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// From the origin, in whatever units: beyond it a float32 has too few digits for lines.
constexpr float farthest = 1e6f;

/// Letters and digits alone, in lower case.
std::string plain(const std::string& name) {
  std::string letters;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) letters += static_cast<char>(std::tolower(byte));
  }
  return letters;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

/// @return nothing when nothing is to be seen. @throws Error.
std::optional<SeenPicture> read_picture(const fs::path& path, bool is_photo) {
  const std::vector<std::uint8_t> file = read_file(path);
  return about_file(path, [&] {
    const Photo photo = decode_photo(file);
    return is_photo ? seen_as(PictureKind::photo, picture_from_photo(photo.view()))
                    : picture_from_upload(photo.view());
  });
}

Line line_of(const json& stroke) {
  const auto x = stroke.at(0).get<std::vector<float>>(), y = stroke.at(1).get<std::vector<float>>();
  if (x.size() != y.size()) throw Error("bad-data", "a stroke has not as many x as y.");
  const auto too_far = [](float value) { return !(std::fabs(value) <= farthest); };
  if (std::ranges::any_of(x, too_far) || std::ranges::any_of(y, too_far)) {
    throw Error("bad-data", "a stroke goes too far out: at most 1,000,000 each way.");
  }
  Line line;
  for (std::size_t i = 0; i < x.size(); ++i) line.push_back({x[i], y[i]});
  return line;
}

LabelledDrawing drawing_of(const json& object, const ClassNames& names) {
  LabelledDrawing drawing;
  const bool labelled = object.contains("class");
  drawing.target = labelled ? names.find(object["class"].get<std::string>(), "a drawing")
                            : names.find_word(object.at("word").get<std::string>());
  for (const json& stroke : object.at(object.contains("strokes") ? "strokes" : "drawing")) {
    if (Line line = line_of(stroke); !line.empty()) drawing.lines.push_back(std::move(line));
  }
  if (drawing.lines.empty()) throw Error("bad-data", "nothing is drawn.");
  return drawing;
}

}  // namespace

ClassNames::ClassNames() {
  const Classes classes = default_classes();
  for (std::size_t i = 0; i < classes.size(); ++i) sets_[plain(classes[i])] = only_class(i);
  const std::vector<std::string> shoes{"Sandal", "Sneaker", "Ankle boot"};
  add("shoe", shoes);
  add("shoes", shoes);
}

void ClassNames::add(const std::string& name, const std::vector<std::string>& classes) {
  ClassSet set = classes.empty() ? no_garment : ClassSet{0};
  for (const std::string& each : classes) set |= find(each, "\"" + name + "\"");
  sets_[plain(name)] = set;
}

ClassSet ClassNames::find(const std::string& name, const std::string& where) const {
  const std::string wanted = plain(name);
  if (const auto found = sets_.find(wanted); found != sets_.end()) return found->second;
  if (wanted.starts_with("other")) return no_garment;
  throw Error("bad-data", where + " is of a class \"" + shown(name) +
                              "\", which does not exist. Use the data set's class names, or a name "
                              "that begins with \"other\" for what is no garment.");
}

ClassSet ClassNames::find_word(const std::string& word) const {
  const auto found = sets_.find(plain(word));
  return found == sets_.end() ? no_garment : found->second;
}

std::vector<LabelledPicture> read_pictures(const fs::path& folder, const ClassNames& names,
                                           std::size_t threads, bool photos) {
  if (!fs::is_directory(folder)) {
    throw Error("bad-data", "There is no folder " + folder.string() + ".");
  }
  std::vector<std::pair<fs::path, ClassSet>> files;
  for (const fs::path& of_class : sorted_entries(folder)) {
    if (!fs::is_directory(of_class)) continue;
    const ClassSet target =
        names.find(of_class.filename().string(), "The folder " + of_class.string());
    for (const fs::path& path : sorted_entries(of_class)) files.emplace_back(path, target);
  }
  std::vector<std::optional<SeenPicture>> seen(files.size());
  std::atomic<std::size_t> next = 0;
  std::mutex telling;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      std::string problem;
      try {
        seen[i] = read_picture(files[i].first, photos);
        if (!seen[i]) problem = files[i].first.string() + ": nothing is to be seen in it.";
      } catch (const Error& error) {
        problem = error.what();
      }
      if (problem.empty()) continue;
      const std::lock_guard lock(telling);
      std::cerr << "fitting-room: " << problem << " It is left out." << std::endl;
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  std::vector<LabelledPicture> pictures;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (seen[i]) pictures.push_back({seen[i]->pixels, seen[i]->kind, files[i].second});
  }
  if (pictures.empty()) {
    throw Error("bad-data", folder.string() +
                                " holds no picture. Give a folder with a folder of pictures for "
                                "each class.");
  }
  return pictures;
}

void read_drawings(const fs::path& path, const ClassNames& names,
                   std::vector<LabelledDrawing>& drawings) {
  std::istringstream text(read_text_file(path));
  std::string line;
  for (std::size_t number = 1; std::getline(text, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string where = path.string() + ", line " + std::to_string(number) + ": ";
    try {
      drawings.push_back(drawing_of(json::parse(line), names));
    } catch (const Error& error) {
      throw Error("bad-data", where + error.what());
    } catch (const json::exception&) {
      throw Error("bad-data",
                  where +
                      "this is no drawing. Each line must be a JSON object with \"class\" or "
                      "\"word\", and \"strokes\".");
    }
  }
}

std::string in_words(ClassSet set, const Classes& names) {
  if (set == no_garment) return "none of them";
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (set >> i & 1) chosen.push_back(names[i]);
  }
  std::string words = chosen.front();
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    words += (i + 1 == chosen.size() ? " or " : ", ") + chosen[i];
  }
  return words;
}

}  // namespace fitting_room::cli
