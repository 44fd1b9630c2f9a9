#include <catch2/catch_test_macros.hpp>

#include "support/compare.h"
#include "support/run.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

/// Images whose labels contradict those that are trained on: the better a network learns, the worse
/// it does here.
ImageSet contradiction() {
  ImageSet images = pictures(60, 8);
  for (std::uint8_t& label : images.labels) label = static_cast<std::uint8_t>((label + 1) % 10);
  return images;
}

TrainingSettings patient(std::size_t patience) {
  TrainingSettings settings = short_settings(12, 16);
  settings.patience = patience;
  return settings;
}

std::size_t best_of(const std::vector<EpochRecord>& history) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < history.size(); ++i) {
    if (history[i].validation_loss < history[best].validation_loss) best = i;
  }
  return best;
}

}  // namespace

TEST_CASE("A run stops when its patience is over and keeps the best epoch's weights",
          "[training]") {
  const ImageSet training = pictures(120, 7), validation = contradiction();
  Bench all(describe(small_layers()));
  Trainer unending = all.start(patient(0), training, validation);
  std::vector<Tensor> after_epoch;
  while (!unending.ended()) {
    if (unending.step().epoch_end) after_epoch.push_back(all.network.parameters());
  }
  REQUIRE(after_epoch.size() == 12);
  CHECK(unending.report().message.empty());
  CHECK(same_bits(all.network.parameters(), after_epoch.back()));

  for (const std::size_t patience : {1u, 3u}) {
    CAPTURE(patience);
    Bench bench(describe(small_layers()));
    Trainer trainer = bench.start(patient(patience), training, validation);
    StepReport last;
    while (!trainer.ended()) last = trainer.step();
    const std::size_t best = best_of(trainer.history());
    REQUIRE(trainer.history().size() == best + 1 + patience);
    REQUIRE(trainer.history().size() < 12);
    CHECK(same_bits(bench.network.parameters(), after_epoch[best]));
    CHECK(trainer.trained_epochs() == best + 1);
    CHECK(last.phase == Phase::finished);
    CHECK(last.epoch_end);
    CHECK(last.message == "Stopped early. Epoch " + std::to_string(best + 1) +
                              " had the lowest validation loss; its weights are the ones that "
                              "were kept.");
  }
}

TEST_CASE("A run whose patience lasts to the end keeps its best epoch, too", "[training]") {
  const ImageSet training = pictures(120, 7), validation = contradiction();
  TrainingSettings settings = patient(1000);
  Bench bench(describe(small_layers()));
  Trainer trainer = bench.start(settings, training, validation);
  std::vector<Tensor> after_epoch;
  while (!trainer.ended()) {
    const StepReport report = trainer.step();
    if (report.epoch_end && !trainer.ended()) after_epoch.push_back(bench.network.parameters());
  }
  REQUIRE(trainer.history().size() == 12);
  const std::size_t best = best_of(trainer.history());
  REQUIRE(best < 11);
  CHECK(same_bits(bench.network.parameters(), after_epoch[best]));
  CHECK(trainer.report().message.starts_with("Epoch "));
}

TEST_CASE("A run that will stop early can be continued from any step", "[training]") {
  const ImageSet training = pictures(40, 7), validation = contradiction();
  Bench whole(describe(small_layers()));
  Trainer trainer = whole.start(patient(2), training, validation);
  std::vector<TrainerState> states = {trainer.state()};
  while (!trainer.ended()) {
    trainer.step();
    states.push_back(trainer.state());
  }
  REQUIRE(trainer.history().size() < 12);
  for (const TrainerState& state : states) {
    CAPTURE(state.epoch, state.position);
    Bench bench(describe(small_layers()));
    Trainer resumed = bench.resume(patient(2), training, validation, state);
    finish(resumed);
    CHECK(resumed.history().size() == trainer.history().size());
    CHECK(resumed.report().message == trainer.report().message);
    CHECK(same_bits(bench.network.parameters(), whole.network.parameters()));
  }

  const auto refused = [&](TrainerState state) {
    Bench bench(describe(small_layers()));
    return refusal([&] { bench.resume(patient(2), training, validation, state); })
        .starts_with("bad-checkpoint: ");
  };
  TrainerState state = states.back();
  state.best = Tensor();
  CHECK(refused(state));  // without the weights to return to
  state = states.back();
  state.phase = Phase::training;
  CHECK(refused(state));  // it has ended
  state = states.front();
  state.phase = Phase::finished;
  CHECK(refused(state));  // it has not
}

TEST_CASE("Without validation images there is nothing to be patient about", "[training]") {
  const ImageSet training = pictures(20, 1);
  Bench bench(describe(tiny_layers()));
  Trainer trainer = bench.start(patient(1), training, {});
  finish(trainer);
  CHECK(trainer.history().size() == 12);
}
