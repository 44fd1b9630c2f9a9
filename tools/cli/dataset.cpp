#include "cli/dataset.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/files.h"
#include "cli/gzip.h"
#include "cli/terminal.h"
#include "tensor/error.h"

namespace fitting_room::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* page_folder = "build/site/data";
constexpr const char* debian_folder = "/usr/share/datasets/fashion-mnist";
constexpr const char* manifest_name = "manifest.json";
constexpr std::size_t most_images = 60'000;
constexpr std::size_t most_header_bytes = 16;

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
  const auto name_of = [&](const std::string& name) {
    if (is_there(folder_ / (name + ".gz"))) return name + ".gz";
    if (is_there(folder_ / name)) return name;
    throw Error("bad-data", folder_.string() + " holds neither " + manifest_name + " nor " + name +
                                ".gz, so it is not Fashion-MNIST. Choose another folder with "
                                "--data.");
  };
  train_ = {{name_of("train-images-idx3-ubyte"), name_of("train-labels-idx1-ubyte")}};
  test_ = {{name_of("t10k-images-idx3-ubyte"), name_of("t10k-labels-idx1-ubyte")}};
}

void Dataset::read_manifest() {
  const fs::path path = folder_ / manifest_name;
  const auto shards_of = [](const json& list) {
    std::vector<Shard> shards;
    for (const json& entry : list) {
      const json& images = entry.at("images");
      const json& labels = entry.at("labels");
      shards.push_back({plain_name(images.at("file")), plain_name(labels.at("file")),
                        positive(entry, "count"), positive(images, "bytes"),
                        positive(labels, "bytes")});
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

std::vector<std::uint8_t> Dataset::read_idx(const std::string& name, std::size_t file_bytes,
                                            std::size_t most_bytes) const {
  const fs::path path = folder_ / name;
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
  for (const Shard& shard : split == Split::train ? train_ : test_) {
    const std::size_t before = engine.images(split).size();
    if (before >= count) return;
    const std::vector<std::uint8_t> images =
        read_idx(shard.images, shard.image_bytes, most_header_bytes + most_images * image_pixels);
    const std::vector<std::uint8_t> labels =
        read_idx(shard.labels, shard.label_bytes, most_header_bytes + most_images);
    const std::size_t added = about_file(
        folder_ / shard.images, [&] { return engine.add_images(split, images, labels) - before; });
    if (shard.count != unknown && added != shard.count) {
      throw Error("bad-data", (folder_ / shard.images).string() + " holds " + with_commas(added) +
                                  " images, but the manifest says " + with_commas(shard.count) +
                                  ". Make the shards again.");
    }
  }
}

}  // namespace fitting_room::cli
