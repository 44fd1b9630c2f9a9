#pragma once

#include <filesystem>
#include <string>

#include "cli/collections.h"
#include "training/mixture.h"

namespace fitting_room::cli {

/// How a model is trained on more than the data set: a JSON file that is kept beside it.
///
///   { "network": "ready-made.json", "settings": { "epochs": 12, … },
///     "perBatch": { "photos": 22, "drawings": 10, "otherPhotos": 5, "otherDrawings": 9,
///                   "figures": 8, "scribbles": 4, "noise": 2 },
///     "kept": { "photos": 0.95, "drawings": 0.85 }, "names": { "flip flops": ["Sandal"] } }
struct Recipe {
  std::string network;   // a description's path; the file gives it relative to itself
  std::string settings;  // JSON, as parse_settings() reads it
  MixtureShares shares;
  /// How many of the held-back photos and drawings are to be answered, 0 to 1.
  double kept_photos = 0.95, kept_drawings = 0.85;
  ClassNames names;
};

/// @throws Error "bad-file" or "bad-settings" naming the file and what is wrong with it.
Recipe read_recipe(const std::filesystem::path& path);

}  // namespace fitting_room::cli
