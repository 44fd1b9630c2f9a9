// Which images a run learns from and is judged on, when they come sorted by class.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <numeric>

#include "engine/engine.h"
#include "support/compare.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// The same pictures, sorted by class.
ImageSet sorted(const ImageSet& set) {
  ImageSet result;
  for (std::size_t label = 0; label < 10; ++label) {
    for (std::size_t i = 0; i < set.size(); ++i) {
      if (set.labels[i] != label) continue;
      const auto image = set.image(i);
      result.pixels.insert(result.pixels.end(), image.begin(), image.end());
      result.labels.push_back(set.labels[i]);
    }
  }
  return result;
}

void add(Engine& engine, Split split, const ImageSet& set) {
  const IdxFiles files = idx_files(set);
  engine.add_images(split, files.images, files.labels);
}

TrainingSettings settings_of(std::uint64_t seed) {
  TrainingSettings settings = short_run();
  settings.training_images = 400;
  settings.batch_size = 32;
  settings.epochs = 1;
  settings.learning_rate = 0.05;
  settings.seed = seed;
  return settings;
}

EpochRecord run(Engine& engine, const TrainingSettings& settings) {
  engine.new_model(json_of_layers(tiny_layers()), 1);
  engine.fit_start(settings);
  while (engine.fitting()) engine.fit_step();
  return engine.history().back();
}

/// Of how many classes the images are that a run was validated on, from its confusion matrix.
std::size_t classes_in(const EpochRecord& record) {
  std::size_t classes = 0;
  for (std::size_t c = 0; c < 10; ++c) {
    const auto row = record.confusion.begin() + static_cast<std::ptrdiff_t>(10 * c);
    classes += std::accumulate(row, row + 10, 0u) != 0;
  }
  return classes;
}

constexpr const char* shuffled_note =
    "The images come sorted by class, so they were shuffled, as the seed decides.";

}  // namespace

TEST_CASE("Images sorted by class are shuffled by the seed, and it is said", "[engine]") {
  Engine engine(1);
  add(engine, Split::train, sorted(pictures(4'000, 1)));
  add(engine, Split::test, pictures(2'000, 2));
  const EpochRecord record = run(engine, settings_of(1));
  CHECK(engine.images_note() == shuffled_note);
  CHECK(classes_in(record) == 10);
  engine.evaluate_start(Split::test);
  EvaluationProgress test;
  do test = engine.evaluate_step();
  while (!test.done);
  CHECK(record.validation_accuracy == Approx(test.metrics.accuracy()).margin(0.03));

  CHECK(run(engine, settings_of(1)).validation_loss == record.validation_loss);
  CHECK(run(engine, settings_of(2)).validation_loss != record.validation_loss);
}

TEST_CASE("A run on images sorted by class goes on bit for bit from its file", "[engine]") {
  Engine whole(1), other(1);
  for (Engine* engine : {&whole, &other}) {
    add(*engine, Split::train, sorted(pictures(4'000, 1)));
    engine->new_model(json_of_layers(tiny_layers()), 1);
  }
  whole.fit_start(settings_of(7));
  for (int i = 0; i < 5; ++i) whole.fit_step();
  const auto saved = whole.save_checkpoint();
  other.restore_checkpoint(saved);
  CHECK(other.images_note() == shuffled_note);
  while (whole.fitting()) CHECK(whole.fit_step().loss == other.fit_step().loss);
  CHECK(same_bits(whole.network().parameters(), other.network().parameters()));
  // Images that come meanwhile change nothing.
  whole.fit_start(settings_of(7));
  const auto before = whole.save_checkpoint();
  add(whole, Split::train, pictures(100, 3));
  CHECK(whole.save_checkpoint() == before);
}

TEST_CASE("Mixed images stay in their order, and nothing is said", "[engine]") {
  Engine engine(1);
  add(engine, Split::train, pictures(4'000, 1));
  engine.new_model(json_of_layers(tiny_layers()), 1);
  engine.fit_start(settings_of(1));
  CHECK(engine.images_note().empty());
  // Another seed has the same images: its file is taken by a run on just these.
  const auto saved = engine.save_checkpoint();
  Engine other(1);
  add(other, Split::train, pictures(2'400, 1));
  other.restore_checkpoint(saved);
}

TEST_CASE("Classes of which there are no images are told", "[engine]") {
  ImageSet set = pictures(4'000, 1);
  for (std::uint8_t& label : set.labels) label = label == 5 ? 1 : label;
  set.labels[3'999] = 5;
  Engine engine(1);
  add(engine, Split::train, set);
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK(engine.images_note().empty());
  engine.fit_start(settings_of(1));
  CHECK(engine.images_note() ==
        "Among the training images there is none of: Sandal. "
        "Among the validation images there is none of: Sandal.");
  engine.fit_stop();
  CHECK(engine.images_note().empty());
}

TEST_CASE("A sorted test set that a run validates on is shuffled, too", "[engine]") {
  Engine engine(2);
  ImageSet set;
  set.pixels.resize(60'000 * image_pixels);
  for (std::size_t i = 0; i < 60'000; ++i) set.labels.push_back(i % 10);
  add(engine, Split::train, set);
  add(engine, Split::test, sorted(pictures(4'000, 2)));
  TrainingSettings settings = settings_of(1);
  settings.training_images = 60'000;
  settings.batch_size = 1024;
  CHECK(classes_in(run(engine, settings)) == 10);
  CHECK(engine.images_note() == shuffled_note);
}
