#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fitting_room::cli {

/// The files of a data set in IDX format, as its publishers, torchvision, Kaggle and QMNIST name
/// and place them: [set-](train|test|t10k)-(images|labels)[-idx3-ubyte][.gz], with dots or
/// underscores for any of the hyphens.
struct IdxFiles {
  /// "train-images", "train-labels", "test-images", "test-labels"; as many as are there.
  std::map<std::string, std::filesystem::path> paths;
};

/// Looks into a folder, else into raw/ in it, else into its folders and their raw/, as torchvision
/// makes them.
/// @return empty where there are none.
/// @throws Error "bad-data" where there are several sets.
IdxFiles find_idx_files(const std::filesystem::path& folder);

/// The name of a file in the folder that looks like a data set in another format; empty for none.
std::string other_format(const std::filesystem::path& folder);

}  // namespace fitting_room::cli
