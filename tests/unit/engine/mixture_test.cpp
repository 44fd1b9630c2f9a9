// An engine's runs with photos, drawings and pictures of no garment beside the data set.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "engine/engine.h"
#include "engine/model_file.h"
#include "support/compare.h"
#include "support/mixtures.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::shared_ptr<const Mixture> shared(Mixture mixture) {
  return std::make_shared<const Mixture>(std::move(mixture));
}

/// An engine whose next run has outliers.
struct MixedEngine : SmallEngine {
  explicit MixedEngine(const std::string& layers = tiny_layers(), std::size_t threads = 1)
      : SmallEngine(layers, threads) {
    set_mixture(shared(small_mixture()));
  }
  std::vector<double> finish() {
    std::vector<double> losses;
    while (fitting()) losses.push_back(fit_step().loss);
    return losses;
  }
  void train() {
    fit_start(short_run());
    finish();
  }
};

std::vector<Picture> some_pictures(std::size_t count) {
  const ImageSet set = pictures(count, 8);
  std::vector<Picture> list(count);
  for (std::size_t i = 0; i < count; ++i) std::ranges::copy(set.image(i), list[i].begin());
  return list;
}

std::size_t turned_away(Engine& engine, const std::vector<Picture>& list, PictureKind kind) {
  return static_cast<std::size_t>(std::ranges::count_if(
      list, [&](const Picture& picture) { return *engine.predict(picture, kind).unlike > 1; }));
}

}  // namespace

TEST_CASE("A run with outliers learns an output more, and leaves ten", "[mixture]") {
  MixedEngine engine(small_layers());
  const Tensor before = engine.network().parameters();
  engine.fit_start(short_run());
  CHECK_FALSE(engine.tells_unlike());
  StepReport report = engine.fit_step();
  CHECK(same_bits(engine.network().parameters(), before));  // which are taken over by the epoch
  while (!report.epoch_end) report = engine.fit_step();
  CHECK_FALSE(same_bits(engine.network().parameters(), before));
  CHECK(engine.network().classes() == 10);
  CHECK(engine.tells_unlike());
  engine.finish();
  CHECK(engine.trained() ==
        "Trained for 2 epochs on 20 images, with photos and drawings beside them.");
  const Prediction prediction = engine.predict(some_pictures(1)[0]);
  CHECK(prediction.probabilities.size() == 10);
  CHECK(prediction.unlike);
}

TEST_CASE("A run without outliers learns ten outputs, with the mixture all the same", "[mixture]") {
  SmallEngine mixed, plain;
  mixed.set_mixture(shared(garment_mixture()));
  for (SmallEngine* engine : {&mixed, &plain}) engine->fit_start(short_run());
  while (mixed.fitting()) {
    CHECK(mixed.fit_step().epoch_end.has_value() == plain.fit_step().epoch_end.has_value());
  }
  CHECK_FALSE(mixed.tells_unlike());
  CHECK_FALSE(same_bits(mixed.network().parameters(), plain.network().parameters()));
  // And without the mixture it is what it was.
  SmallEngine again;
  again.set_mixture(shared(small_mixture()));
  again.set_mixture(nullptr);
  again.fit_start(short_run());
  while (again.fitting()) again.fit_step();
  CHECK(same_bits(again.network().parameters(), plain.network().parameters()));
}

TEST_CASE("A run keeps the mixture that it began with", "[mixture]") {
  MixedEngine whole, changed;
  whole.fit_start(short_run());
  changed.fit_start(short_run());
  changed.fit_step();
  changed.set_mixture(shared(garment_mixture()));
  whole.fit_step();
  CHECK(changed.save_checkpoint() == whole.save_checkpoint());
  changed.set_mixture(nullptr);
  changed.finish();
  whole.finish();
  CHECK(changed.save_model() == whole.save_model());
  // The next one has the one that was set.
  changed.fit_start(short_run());
  changed.finish();
  CHECK_FALSE(changed.tells_unlike());
}

TEST_CASE("A mixed run that is saved goes on bit for bit, with its mixture alone", "[mixture]") {
  MixedEngine whole(normalised_layers());
  whole.fit_start(short_run());
  std::vector<Bytes> saved;
  std::vector<double> losses;
  while (whole.fitting()) {
    saved.push_back(whole.save_checkpoint());
    losses.push_back(whole.fit_step().loss);
  }
  saved.push_back(whole.save_checkpoint());
  const Bytes model = whole.save_model();
  REQUIRE(losses.size() == 2 * (3 + 16));
  // At the start, within the training, at its end, within a validation, at both epochs' ends.
  for (const std::size_t cut : {0u, 2u, 3u, 10u, 19u, 38u}) {
    CAPTURE(cut);
    MixedEngine engine;
    engine.restore_checkpoint(saved[cut]);
    CHECK(engine.network().classes() == 10);
    CHECK(engine.tells_unlike());
    CHECK(engine.save_checkpoint() == saved[cut]);
    CHECK(engine.finish() == std::vector<double>(losses.begin() + cut, losses.end()));
    CHECK(engine.save_model() == model);
    CHECK(engine.save_checkpoint() == saved.back());
  }

  MixedEngine other;
  const Bytes before = other.save_model();
  const auto refused = [&](std::shared_ptr<const Mixture> mixture) {
    other.set_mixture(std::move(mixture));
    const std::string said = refusal([&] { other.restore_checkpoint(saved[2]); });
    CHECK(other.save_model() == before);
    CHECK_FALSE(other.fitting());
    return said;
  };
  const std::string not_here =
      "bad-checkpoint: This run also learns what is no garment, from pictures that are not here. "
      "Give those that it began with.";
  CHECK(refused(nullptr) == not_here);
  CHECK(refused(shared(garment_mixture())) == not_here);
  std::vector<LabelledPhoto> photos = some_photos();
  photos[2].pixels[77] ^= 1;
  CHECK(refused(shared({10, some_of_each, photos, some_drawings()})) ==
        "bad-checkpoint: This run was trained on other images than those loaded here, so it cannot "
        "go on exactly as it was.");

  // Nor does a run of the data set alone go on with more.
  SmallEngine plain;
  plain.fit_start(short_run());
  plain.fit_step();
  other.set_mixture(shared(small_mixture()));
  CHECK(refusal([&] {
          other.restore_checkpoint(plain.save_checkpoint());
        }).starts_with("bad-checkpoint: This run was trained on other images"));
}

TEST_CASE("A run of garments alone is saved with its mixture, too", "[mixture]") {
  SmallEngine engine, other;
  engine.set_mixture(shared(garment_mixture()));
  engine.fit_start(short_run());
  for (int i = 0; i < 5; ++i) engine.fit_step();
  const Bytes saved = engine.save_checkpoint();
  CHECK(refusal([&] {
          other.restore_checkpoint(saved);
        }).starts_with("bad-checkpoint: This run was trained on other images"));
  other.set_mixture(shared(garment_mixture()));
  other.restore_checkpoint(saved);
  while (engine.fitting()) CHECK(other.fit_step().loss == engine.fit_step().loss);
}

TEST_CASE("A model saved in the middle of a run is that of the step, and disturbs nothing",
          "[mixture]") {
  MixedEngine engine, undisturbed;
  engine.fit_start(short_run());
  undisturbed.fit_start(short_run());
  engine.fit_step();
  const Bytes first = engine.save_model();
  engine.fit_step();
  const Bytes second = engine.save_model();
  CHECK(first != second);
  SmallEngine other;
  other.load_model(second);
  CHECK(other.tells_unlike());
  CHECK(other.trained() == "Trained for less than an epoch.");
  engine.finish();
  undisturbed.finish();
  CHECK(engine.save_model() == undisturbed.save_model());
}

TEST_CASE("The weights stay when a mixed run stops in the middle of an epoch", "[mixture]") {
  MixedEngine engine;
  engine.fit_start(short_run());
  engine.fit_step();
  engine.fit_step();
  const Bytes saved = engine.save_model();
  engine.fit_stop();
  CHECK(engine.tells_unlike());
  CHECK(engine.save_model() == saved);
}

TEST_CASE("A limit is set by the share of pictures that is to be answered", "[mixture]") {
  MixedEngine engine(small_layers());
  const std::vector<Picture> list = some_pictures(21);
  const std::string refused =
      "wrong-state: Limits are set by pictures, for a network that has learned what is no garment.";
  CHECK(refusal([&] { engine.set_limit(PictureKind::photo, list, 0.9); }) == refused);
  engine.train();
  CHECK(refusal([&] { engine.set_limit(PictureKind::photo, {}, 0.9); }) == refused);
  for (const auto& [kept, away] : {std::pair{1.0, 0u}, {0.8, 4u}, {0.5, 10u}, {0.0, 20u}}) {
    CAPTURE(kept);
    engine.set_limit(PictureKind::drawing, list, kept);
    CHECK(turned_away(engine, list, PictureKind::drawing) == away);
  }
  // The other kind's is as it was.
  engine.set_limit(PictureKind::photo, list, 1);
  CHECK(turned_away(engine, list, PictureKind::photo) == 0);
  CHECK(turned_away(engine, list, PictureKind::drawing) == 20);
}

TEST_CASE("Limits and novelty scores that follow a run are saved with the model", "[mixture]") {
  MixedEngine engine(small_layers());
  add_pictures(engine, Split::train, 180, 4);  // enough for a novelty score
  engine.train();
  const std::vector<Picture> list = some_pictures(21);
  engine.set_limit(PictureKind::photo, list, 0.5);
  engine.set_limit(PictureKind::drawing, list, 0.8);
  Engine other(1);
  other.load_model(engine.save_model());
  CHECK(turned_away(other, list, PictureKind::photo) == 10);
  CHECK(turned_away(other, list, PictureKind::drawing) == 4);
  engine.fit_stop();
  other.load_model(engine.save_model());
  CHECK(turned_away(other, list, PictureKind::photo) == 10);

  engine.train();
  engine.fit_novelty_start();
  while (!engine.fit_novelty_step().done) continue;
  const std::optional<float> unlike = engine.predict(list[0]).unlike;
  other.load_model(engine.save_model());
  CHECK(other.predict(list[0]).unlike == unlike);
}

TEST_CASE("A network tells what it has learned to be no garment from what it knows", "[mixture]") {
  MixedEngine engine(small_layers());
  add_pictures(engine, Split::train, 100, 4);
  TrainingSettings settings = short_run();
  settings.epochs = 15;
  settings.batch_size = 20;
  settings.training_images = 100;
  engine.fit_start(settings);
  engine.finish();
  const std::vector<Picture> known = some_pictures(50);
  engine.set_limit(PictureKind::photo, known, 0.9);
  std::vector<Picture> others(50);
  const Mixture noise(10, {0, 0, 0, 0, 0, 0, 1}, {}, {});
  for (std::uint32_t i = 0; i < others.size(); ++i) {
    std::array<float, image_pixels> pixels;
    noise.fill(77, i, 0, pixels.data());
    std::ranges::transform(pixels, others[i].begin(), [](float value) {
      return static_cast<std::uint8_t>(std::lround(255 * value));
    });
  }
  CHECK(turned_away(engine, known, PictureKind::photo) <= 6);
  CHECK(turned_away(engine, others, PictureKind::photo) > 35);
}
