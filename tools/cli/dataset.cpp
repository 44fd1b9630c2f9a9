#include "cli/dataset.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/gzip.h"
#include "cli/idx_files.h"
#include "tensor/error.h"
#include "text/shown.h"

namespace fitting_room::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* page_folder = "build/site/data";
constexpr const char* debian_folder = "/usr/share/datasets/fashion-mnist";
constexpr const char* manifest_name = "manifest.json";
constexpr std::size_t most_images = 60'000;
constexpr std::size_t most_header_bytes = 16;
constexpr std::size_t most_label_bytes = 32;  // of an image: QMNIST's

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

fs::path default_folder() {
  if (const char* given = std::getenv("FITTING_ROOM_DATA"); given != nullptr && *given != '\0') {
    return given;
  }
  if (is_there(fs::path(page_folder) / manifest_name)) return page_folder;
  if (is_there(debian_folder)) return debian_folder;
  throw Error("bad-data", std::string("Fashion-MNIST is neither in ./") + page_folder + " nor in " +
                              debian_folder +
                              ". Install Debian's package dataset-fashion-mnist, or name the "
                              "folder with --data.");
}

/// A file's name as the manifest gives it: in the folder, nowhere else.
std::string plain_name(const json& value) {
  const std::string name = value.get<std::string>();
  if (name.empty() || fs::path(name).filename() != name || name == "." || name == "..") {
    throw Error("bad-data", "\"" + name + "\" is not the name of a file in the folder.");
  }
  return name;
}

std::size_t positive(const json& object, const char* field) {
  const json& value = object.at(field);
  if (!value.is_number_unsigned() || value == 0) {
    throw Error("bad-data",
                "\"" + std::string(field) + "\" must be a number above 0. Make the shards again.");
  }
  return value.get<std::size_t>();
}

}  // namespace

Dataset::Dataset(const std::string& folder)
    : folder_(folder.empty() ? default_folder() : fs::path(folder)) {
  if (!fs::is_directory(folder_)) {
    throw Error("bad-data", "There is no folder " + folder_.string() +
                                ". Name the one that holds Fashion-MNIST with --data.");
  }
  if (is_there(folder_ / manifest_name)) {
    read_manifest();
    return;
  }
  const IdxFiles files = find_idx_files(folder_);
  if (files.paths.empty()) {
    const std::string other = other_format(folder_);
    throw Error("bad-data",
                folder_.string() + " holds neither " + manifest_name +
                    " nor train-images-idx3-ubyte.gz, so it is not Fashion-MNIST." +
                    (other.empty() ? "" : " " + other + " is not read: only IDX files are.") +
                    " Choose another folder with --data.");
  }
  const auto pair_of = [&](const std::string& split) -> std::vector<Shard> {
    const auto images = files.paths.find(split + "-images");
    const auto labels = files.paths.find(split + "-labels");
    if (images == files.paths.end() && labels == files.paths.end()) return {};
    if (images != files.paths.end() && labels != files.paths.end()) {
      return {{images->second, labels->second}};
    }
    const bool has_images = images != files.paths.end();
    throw Error("bad-data", (has_images ? images : labels)->second.string() + " has no file of " +
                                (has_images ? "labels" : "images") +
                                " beside it. Add it, or choose another folder with --data.");
  };
  train_ = pair_of("train");
  test_ = pair_of("test");
}

void Dataset::read_manifest() {
  const fs::path path = folder_ / manifest_name;
  const auto shards_of = [&](const json& list) {
    std::vector<Shard> shards;
    for (const json& entry : list) {
      const json& images = entry.at("images");
      const json& labels = entry.at("labels");
      shards.push_back({folder_ / plain_name(images.at("file")),
                        folder_ / plain_name(labels.at("file")), positive(entry, "count"),
                        positive(images, "bytes"), positive(labels, "bytes")});
    }
    return shards;
  };
  about_file(path, [&] {
    try {
      const json manifest = json::parse(read_text_file(path));
      if (manifest.contains("classes")) {
        classes_ = parse_classes(manifest.at("classes").dump(), "bad-data");
      }
      train_ = shards_of(manifest.at("train"));
      test_ = shards_of(manifest.at("test"));
    } catch (const json::exception&) {
      throw Error("bad-data", "The manifest cannot be read. Make the shards again.");
    }
  });
}

std::vector<std::uint8_t> Dataset::read_idx(const fs::path& path, std::size_t file_bytes,
                                            std::size_t most_bytes) {
  std::vector<std::uint8_t> bytes = read_file(path);
  return about_file(path, [&] {
    if (file_bytes != unknown && bytes.size() != file_bytes) {
      throw Error("bad-data", "The file has " + with_commas(bytes.size()) +
                                  " bytes, but the manifest says " + with_commas(file_bytes) +
                                  ". Make the shards again.");
    }
    return is_gzip(bytes) ? gunzip(bytes, most_bytes) : std::move(bytes);
  });
}

void Dataset::load(Engine& engine, Split split, std::size_t count) const {
  about_file(folder_, [&] { engine.set_image_classes(classes_); });
  const std::vector<Shard>& shards = split == Split::train ? train_ : test_;
  if (shards.empty()) {
    throw Error("bad-data", folder_.string() + " holds no " +
                                (split == Split::train ? "training images (train-images-idx3-ubyte)"
                                                       : "test images (t10k-images-idx3-ubyte)") +
                                ". Choose another folder with --data.");
  }
  for (const Shard& shard : shards) {
    const std::size_t before = engine.images(split).size();
    if (before >= count) return;
    const std::vector<std::uint8_t> images =
        read_idx(shard.images, shard.image_bytes, most_header_bytes + most_images * image_pixels);
    const std::vector<std::uint8_t> labels = read_idx(
        shard.labels, shard.label_bytes, most_header_bytes + most_images * most_label_bytes);
    // What is wrong with one file alone is said of that one.
    about_file(shard.labels, [&] { idx_labels(labels, classes_.size()); });
    const std::size_t added =
        about_file(shard.images, [&] { return engine.add_images(split, images, labels) - before; });
    if (shard.count != unknown && added != shard.count) {
      throw Error("bad-data", shard.images.string() + " holds " + with_commas(added) +
                                  " images, but the manifest says " + with_commas(shard.count) +
                                  ". Make the shards again.");
    }
  }
}

}  // namespace fitting_room::cli
