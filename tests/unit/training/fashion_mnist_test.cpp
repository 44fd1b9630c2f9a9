// Does training really learn? Run by tools/test on its own, since it takes a minute or two:
//   FITTING_ROOM_DATA=folder unit_tests "[learning]"
// The folder holds the data set's shards, as tools/dataset writes them.
#if !defined(__EMSCRIPTEN__)  // the page's tests train in the browser

#include <zlib.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "engine/engine.h"
#include "support/descriptions.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

std::vector<std::uint8_t> unzipped(const std::filesystem::path& path) {
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
std::vector<std::filesystem::path> files(const std::string& folder, const std::string& start,
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

void load(Engine& engine, Split split, const std::string& folder, const std::string& start,
          std::size_t wanted) {
  const auto images = files(folder, start, "images");
  const auto labels = files(folder, start, "labels");
  REQUIRE(images.size() == labels.size());
  for (std::size_t i = 0; i < images.size() && engine.images(split).size() < wanted; ++i) {
    engine.add_images(split, unzipped(images[i]), unzipped(labels[i]));
  }
  REQUIRE(engine.images(split).size() >= wanted);
}

double test_accuracy(Engine& engine) {
  engine.evaluate_start(Split::test);
  EvaluationProgress progress;
  do progress = engine.evaluate_step();
  while (!progress.done);
  return progress.metrics.accuracy();
}

}  // namespace

TEST_CASE("Three epochs on 10,000 images with the default settings pass 0.82 on the test set",
          "[.][learning]") {
  const char* folder = std::getenv("FITTING_ROOM_DATA");
  INFO("Set FITTING_ROOM_DATA to the folder of the data set.");
  REQUIRE(folder != nullptr);

  Engine engine(std::max(1u, std::thread::hardware_concurrency()));
  const TrainingSettings settings;
  load(engine, Split::train, folder, "train", Engine::needs(settings).train);
  load(engine, Split::test, folder, "test", 10'000);
  engine.new_model(reference_json(), settings.seed);
  engine.fit_start(settings);
  while (engine.fitting()) {
    const StepReport report = engine.fit_step();
    if (report.epoch_end) {
      WARN("epoch " << report.epoch << ": loss " << report.epoch_end->loss << ", accuracy "
                    << report.epoch_end->accuracy << ", validation accuracy "
                    << report.epoch_end->validation_accuracy);
    }
  }
  const double accuracy = test_accuracy(engine);
  WARN("test accuracy " << accuracy);
  CHECK(accuracy > 0.82);
}

#endif
