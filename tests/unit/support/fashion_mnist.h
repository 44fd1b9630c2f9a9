#pragma once

#if !defined(__EMSCRIPTEN__)  // the page's tests train in the browser

#include <zlib.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/engine.h"

/// The data set itself, for tests of what is really learned:
///   FITTING_ROOM_DATA=folder unit_tests "[learning]"
/// The folder holds its shards, as tools/dataset writes them.
namespace fitting_room::test {

/// Where they are.
inline std::string data_folder() {
  const char* folder = std::getenv("FITTING_ROOM_DATA");
  INFO("Set FITTING_ROOM_DATA to the folder of the data set.");
  REQUIRE(folder != nullptr);
  return folder;
}

inline std::vector<std::uint8_t> unzipped(const std::filesystem::path& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + path.string());
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> chunk(1 << 20);
  int count = 0;
  while ((count = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) {
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + count);
  }
  const int closed = gzclose(file);
  if (count < 0 || closed != Z_OK) throw std::runtime_error("cannot read " + path.string());
  return bytes;
}

/// The shards whose names begin so and say what they hold, in order.
inline std::vector<std::filesystem::path> files(const std::string& folder, const std::string& start,
                                                const std::string& what) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && name.find(what) != std::string::npos) {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

/// At least so many images.
inline void load(Engine& engine, Split split, std::size_t wanted) {
  const std::string folder = data_folder(), start = split == Split::train ? "train" : "test";
  const auto images = files(folder, start, "images");
  const auto labels = files(folder, start, "labels");
  REQUIRE(images.size() == labels.size());
  for (std::size_t i = 0; i < images.size() && engine.images(split).size() < wanted; ++i) {
    engine.add_images(split, unzipped(images[i]), unzipped(labels[i]));
  }
  REQUIRE(engine.images(split).size() >= wanted);
}

inline double test_accuracy(Engine& engine) {
  engine.evaluate_start(Split::test);
  EvaluationProgress progress;
  do progress = engine.evaluate_step();
  while (!progress.done);
  return progress.metrics.accuracy();
}

}  // namespace fitting_room::test

#endif
