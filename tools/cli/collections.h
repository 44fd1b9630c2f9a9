#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "training/mixture.h"

namespace fitting_room::cli {

/// What folders of photos and the words of drawings stand for. The data set's own class names are
/// always known, however they are spelt in a file system ("T-shirt_top", "ankle-boot").
class ClassNames {
 public:
  ClassNames();
  /// @param classes one or several, by name; none for what is no garment.
  /// @throws Error "bad-data" for a class that does not exist.
  void add(const std::string& name, const std::vector<std::string>& classes);
  /// Names that begin with "other" stand for no garment, and so do drawings' words that are not
  /// known. @throws Error "bad-data" naming `where` for any other name that is not known.
  ClassSet find(const std::string& name, const std::string& where) const;
  ClassSet find_word(const std::string& word) const;

 private:
  std::map<std::string, ClassSet> sets_;
};

/// A picture that somebody could bring, and what it shows.
struct LabelledPicture {
  Picture pixels;
  PictureKind kind;
  ClassSet target;
};

/// Pictures of a folder that has a folder for each class, brought to 28 × 28; in the order of their
/// names. A file that is no picture, or in which nothing is to be seen, is left out and told of on
/// standard error.
/// @param photos whether all are photos; else they are looked at as uploads are (see
/// picture_from_upload()).
/// @throws Error "bad-data" when there is no such folder, no picture in it, or a class that does
/// not exist.
std::vector<LabelledPicture> read_pictures(const std::filesystem::path& folder,
                                           const ClassNames& names, std::size_t threads,
                                           bool photos);

/// Drawings, one JSON object a line: {"class": …, "strokes": [[[x…], [y…]], …]}, or as the game
/// Quick, Draw! publishes them, {"word": …, "drawing": [[[x…], [y…], [t…]], …]}. Added to
/// `drawings`.
/// @throws Error "bad-data" naming file and line.
void read_drawings(const std::filesystem::path& path, const ClassNames& names,
                   std::vector<LabelledDrawing>& drawings);

/// "Sandal, Sneaker or Ankle boot"; "none of them". @param names of the classes.
std::string in_words(ClassSet set, const Classes& names);

}  // namespace fitting_room::cli
