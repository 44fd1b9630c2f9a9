#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace fitting_room::cli {

/// A folder that holds Fashion-MNIST, or a data set of its form, either as IDX files (see
/// find_idx_files()), of which those of one split may do, or as the page's shards with their
/// manifest.json, which may name the classes, each file packed with gzip or not. In the shards any
/// first N images hold the classes in equal parts; in the IDX files they come as they were
/// published.
class Dataset {
 public:
  static constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

  /// @param folder where to look. Empty: $FITTING_ROOM_DATA if set, else ./build/site/data, else
  /// where Debian's package puts it.
  /// @throws Error "bad-data" when there is no data set or its manifest cannot be read.
  explicit Dataset(const std::string& folder);

  const std::filesystem::path& folder() const { return folder_; }
  /// Those that the manifest names, or the default ones.
  const Classes& classes() const { return classes_; }

  /// Gives the engine the first `count` images of a split, and more where a file holds more; and
  /// their classes.
  /// @throws Error "bad-data" or "bad-file" naming the file; "bad-data" where there is none.
  void load(Engine& engine, Split split, std::size_t count = all) const;

 private:
  static constexpr std::size_t unknown = 0;
  /// A pair of IDX files.
  struct Shard {
    std::filesystem::path images, labels;
    std::size_t count = unknown, image_bytes = unknown, label_bytes = unknown;
  };
  void read_manifest();
  static std::vector<std::uint8_t> read_idx(const std::filesystem::path& path,
                                            std::size_t file_bytes, std::size_t most_bytes);

  std::filesystem::path folder_;
  Classes classes_ = default_classes();
  std::vector<Shard> train_, test_;
};

}  // namespace fitting_room::cli
