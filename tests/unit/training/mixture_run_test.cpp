// Runs with more in each batch than the data set's images.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "support/compare.h"
#include "support/mixtures.h"
#include "support/run.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// The same with an output for no garment.
std::string widened(std::string layers) { return layers.replace(layers.rfind("10"), 2, "11"); }

TrainingSettings settings_of_run() {
  TrainingSettings settings = short_settings(2, 8);
  settings.augmentation = Augmentation::both;
  settings.flip = true;
  settings.label_smoothing = 0.05;
  return settings;
}

constexpr const char* no_sense =
    "bad-checkpoint: The counters of this saved run do not make sense.";

}  // namespace

TEST_CASE("A mixed run is the same on one, two and four threads", "[mixture]") {
  const std::string layers = widened(GENERATE(small_layers(), normalised_layers()));
  const ImageSet training = pictures(26, 1), validation = pictures(50, 2);
  const Mixture mixture = small_mixture();
  std::vector<double> expected;
  Tensor parameters;
  for (const std::size_t threads : {1u, 2u, 4u}) {
    CAPTURE(layers, threads);
    Bench bench(describe(layers), threads);
    TrainingSettings settings = settings_of_run();
    settings.epochs = 1;
    Trainer trainer = bench.start(settings, training, validation, &mixture);
    const std::vector<double> losses = finish(trainer);
    if (threads == 1) {
      expected = losses;
      parameters = bench.network.parameters();
    }
    CHECK(losses == expected);
    CHECK(same_bits(bench.network.parameters(), parameters));
  }
}

TEST_CASE("A mixed run goes on bit for bit, with the same mixture", "[mixture]") {
  const std::string layers = widened(GENERATE(small_layers(), normalised_layers()));
  const ImageSet training = pictures(26, 1), validation = pictures(50, 2);
  const Mixture mixture = small_mixture();
  const TrainingSettings settings = settings_of_run();
  Bench whole(describe(layers));
  Trainer trainer = whole.start(settings, training, validation, &mixture);
  std::vector<TrainerState> states;
  std::vector<double> losses;
  while (!trainer.ended()) {
    states.push_back(trainer.state());
    losses.push_back(trainer.step().loss);
  }
  REQUIRE(losses.size() == 2 * (4 + 1));
  states.push_back(trainer.state());
  for (std::size_t cut = 0; cut < states.size(); ++cut) {
    CAPTURE(layers, cut);
    Bench bench(describe(layers));
    Trainer resumed = bench.resume(settings, training, validation, states[cut], &mixture);
    CHECK(std::ranges::equal(finish(resumed), std::span(losses).subspan(cut)));
    CHECK(same_bits(bench.network.parameters(), whole.network.parameters()));
  }
}

TEST_CASE("What is mixed in counts, in an incomplete last batch too", "[mixture]") {
  const ImageSet training = pictures(26, 1), validation = pictures(50, 2);
  const Mixture mixture = small_mixture();
  Bench bench(describe(widened(tiny_layers())));
  Trainer trainer = bench.start(settings_of_run(), training, validation, &mixture);
  for (std::size_t step = 1; step <= 4; ++step) {
    const StepReport report = trainer.step();
    CHECK(report.steps == 4);
    const std::size_t images = std::min<std::size_t>(8 * step, 26);
    CHECK(trainer.state().training.count == images + 10 * step);
    CHECK(report.accuracy <= 1);
    // Of the last batch's 2 images and what is mixed in.
    if (step == 4) CHECK(std::fmod(report.accuracy * 12, 1) == Approx(0).margin(1e-9));
  }
  const TrainerState validating = trainer.state();
  CHECK(validating.phase == Phase::validating);
  CHECK(trainer.step().epoch_end);
  const TrainerState second = trainer.state();
  CHECK(second.training.count == 0);

  // Without what was mixed in, or with more of it, the counts are none that a run can have.
  const Mixture more(10, {3, 3, 1, 1, 1, 1, 1}, some_photos(), some_drawings());
  for (const Mixture* other : {static_cast<const Mixture*>(nullptr), &more}) {
    CHECK(refusal([&] {
            bench.resume(settings_of_run(), training, validation, validating, other);
          }) == no_sense);
  }
}

TEST_CASE("A mixed batch is the data set's images and then the mixture's, of its step",
          "[mixture]") {
  const ImageSet training = pictures(8, 1);
  const Mixture mixture = small_mixture();
  const TrainingSettings settings = short_settings(2, 8);
  Bench run(describe(widened(tiny_layers()))), bench(describe(widened(tiny_layers())));
  Trainer trainer = run.start(settings, training, {}, &mixture);
  for (std::uint32_t step = 0; step < 2; ++step) {
    CAPTURE(step);
    bench.network.parameters() = run.network.parameters();
    bench.network.parameters_changed();
    std::vector<ClassSet> targets;
    for (const std::uint8_t label : training.labels) targets.push_back(only_class(label));
    for (std::size_t i = 0; i < 10; ++i) targets.push_back(mixture.target(settings.seed, step, i));
    const ImageRange images{&training, 0, 8};
    const auto fill = [&](std::size_t first, std::size_t count, float* rows) {
      for (std::size_t i = first; i < first + count; ++i, rows += image_pixels) {
        if (i < 8) {
          images.gather(i, rows);
        } else {
          mixture.fill(settings.seed, step, i - 8, rows);
        }
      }
    };
    // The images come in another order, which the sum does not tell.
    const Metrics expected = bench.runner.train({}, targets, fill);
    const StepReport report = trainer.step();
    CHECK(report.loss == Approx(expected.loss()).epsilon(1e-6));
    CHECK(report.accuracy == Approx(expected.accuracy()));
  }
}

TEST_CASE("A network learns what it is not shown in the data set", "[mixture]") {
  const ImageSet training = pictures(60, 1);
  const Mixture mixture = small_mixture();
  TrainingSettings settings = short_settings(25, 20);
  Bench bench(describe(widened(small_layers())));
  Trainer trainer = bench.start(settings, training, {}, &mixture);
  finish(trainer);
  CHECK(trainer.history().back().loss < 0.7 * trainer.history().front().loss);
  CHECK(trainer.history().back().accuracy > 0.6);
}
