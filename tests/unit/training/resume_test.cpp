// The same run, whatever interrupts it and however many threads share it.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "support/compare.h"
#include "support/run.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

TrainingSettings sgd(TrainingSettings settings) {
  settings.optimizer = OptimizerKind::sgd;
  return settings;
}

TrainingSettings adamw(TrainingSettings settings) {
  settings.optimizer = OptimizerKind::adamw;
  settings.weight_decay = 0.1;
  settings.label_smoothing = 0.1;
  return settings;
}

TrainingSettings everything(TrainingSettings settings) {
  settings.schedule = Schedule::one_cycle;
  settings.augmentation = Augmentation::photo;
  settings.flip = settings.shift = settings.erase = settings.figures = true;
  settings.patience = 1;
  settings.dropout_scale = 0.4;
  return settings;
}

std::vector<TrainingSettings> kinds(const TrainingSettings& settings) {
  return {settings, adamw(settings), sgd(settings), everything(settings)};
}

bool same_history(const std::vector<EpochRecord>& a, const std::vector<EpochRecord>& b) {
  return std::ranges::equal(a, b, [](const EpochRecord& x, const EpochRecord& y) {
    return x.epoch == y.epoch && x.loss == y.loss && x.accuracy == y.accuracy &&
           x.validation_loss == y.validation_loss &&
           x.validation_accuracy == y.validation_accuracy && x.confusion == y.confusion;
  });
}

}  // namespace

TEST_CASE("A run continued from any step is bit for bit the run that was never interrupted",
          "[training]") {
  const std::string layers = GENERATE(small_layers(), normalised_layers());
  const ImageSet training = pictures(26, 1), validation = pictures(200, 2);
  for (const TrainingSettings& settings : kinds(short_settings(2, 8))) {
    CAPTURE(layers, to_json(settings));
    Bench whole(describe(layers));
    Trainer trainer = whole.start(settings, training, validation);
    std::vector<TrainerState> states;
    std::vector<double> losses;
    while (!trainer.ended()) {
      states.push_back(trainer.state());
      losses.push_back(trainer.step().loss);
    }
    REQUIRE(losses.size() == 2 * (4 + 2));
    states.push_back(trainer.state());

    for (std::size_t cut = 0; cut < states.size(); ++cut) {
      CAPTURE(cut);
      Bench bench(describe(layers));
      bench.network.initialise(99);  // must not matter
      Trainer resumed = bench.resume(settings, training, validation, states[cut]);
      CHECK(resumed.ended() == (cut == losses.size()));
      const std::vector<double> rest = finish(resumed);
      CHECK(std::ranges::equal(rest, std::span(losses).subspan(cut)));
      CHECK(same_bits(bench.network.parameters(), whole.network.parameters()));
      CHECK(same_history(resumed.history(), trainer.history()));
    }
  }
}

TEST_CASE("A run that is given more epochs is bit for bit the one that had them from the start",
          "[training]") {
  const std::string layers = GENERATE(small_layers(), normalised_layers());
  const ImageSet training = pictures(26, 1), validation = pictures(200, 2);
  TrainingSettings augmented = everything(short_settings(5, 8));
  augmented.schedule = Schedule::constant;
  augmented.patience = 0;
  std::vector<TrainingSettings> runs = {short_settings(5, 8), adamw(short_settings(5, 8)),
                                        sgd(short_settings(5, 8)), augmented};
  for (const TrainingSettings& settings : runs) {
    CAPTURE(layers, to_json(settings));
    Bench whole(describe(layers));
    Trainer trainer = whole.start(settings, training, validation);
    const std::vector<double> losses = finish(trainer);

    TrainingSettings shorter = settings;
    shorter.epochs = 3;
    Bench first(describe(layers));
    Trainer three = first.start(shorter, training, validation);
    std::size_t taken = 0;
    // In the middle of an epoch, and behind the last one.
    for (const std::size_t steps : {7u, 3 * (4u + 2u)}) {
      CAPTURE(steps);
      for (; taken < steps; ++taken) three.step();
      TrainingSettings longer = shorter;
      TrainerState state = three.state();
      lengthen(longer, state, 5);
      CHECK(to_json(longer) == to_json(settings));
      Bench second(describe(layers));
      Trainer rest = second.resume(longer, training, validation, state);
      const std::vector<double> more = finish(rest);
      CHECK(std::ranges::equal(more, std::span(losses).last(more.size())));
      CHECK(same_bits(second.network.parameters(), whole.network.parameters()));
      CHECK(same_history(rest.history(), trainer.history()));
    }
    CHECK(three.ended());
  }
}

TEST_CASE("A run that cannot have more epochs says why", "[training]") {
  const ImageSet training = pictures(10, 1), validation = pictures(10, 2);
  const auto refused = [&](TrainingSettings settings, const TrainerState& state,
                           std::size_t epochs) {
    const std::string before = to_json(settings);
    TrainerState changed = state;
    const std::string why = refusal([&] { lengthen(settings, changed, epochs); });
    CHECK(to_json(settings) == before);
    CHECK(changed.phase == state.phase);
    return why;
  };
  const TrainingSettings settings = short_settings(2, 5);
  Bench bench(describe(small_layers()));
  Trainer trainer = bench.start(settings, training, validation);
  finish(trainer);
  const TrainerState finished = trainer.state();
  CHECK(refused(settings, finished, 2) ==
        "bad-settings: This run has 2 epochs already: ask for more.");
  CHECK(refused(settings, finished, 1001) ==
        "bad-settings: Epochs must be a whole number from 1 to 1000.");
  for (const Schedule schedule : {Schedule::one_cycle, Schedule::cosine}) {
    TrainingSettings scheduled = settings;
    scheduled.schedule = schedule;
    CHECK(refused(scheduled, finished, 3) ==
          "bad-settings: Its learning rate falls until the last epoch, so this run cannot go on "
          "beyond it. Train it again with more epochs, or a new one from its weights.");
  }
  TrainerState diverged = finished;
  diverged.phase = Phase::diverged;
  CHECK(refused(settings, diverged, 3) ==
        "bad-settings: This run diverged, so it cannot go on. Train it again with a smaller "
        "learning rate.");
  TrainingSettings patient = settings;
  patient.patience = 5;
  TrainerState best = finished;
  best.history[0].validation_loss = 1;
  best.history[1].validation_loss = 2;
  CHECK(refused(patient, best, 3) ==
        "bad-settings: It ended with the weights of its best epoch, and those of the last one, "
        "from which it would go on, are gone. Train it again with more patience.");
  best.history[1].validation_loss = 0.5;
  CHECK_NOTHROW(lengthen(patient, best, 3));
  CHECK(best.phase == Phase::training);
}

TEST_CASE("A run that goes on from trained weights keeps their moving statistics", "[training]") {
  const ImageSet training = pictures(26, 1), validation = pictures(20, 2);
  const TrainingSettings settings = short_settings(1, 8);
  Bench bench(describe(normalised_layers()));
  Trainer first = bench.start(settings, training, validation);
  finish(first);
  const std::size_t variance = bench.network.layers()[2]->parameters()[3].offset;
  const float before = bench.network.parameters()[variance];
  Trainer second = bench.start(settings, training, validation);
  CHECK_FALSE(second.state().fresh_statistics);
  second.step();
  // One batch changes a hundredth of them, not all.
  CHECK(bench.network.parameters()[variance] == Approx(before).epsilon(0.05));
  CHECK(bench.network.parameters()[variance] != before);

  const TrainerState state = second.state();
  const std::vector<double> rest = finish(second);
  Bench other(describe(normalised_layers()));
  Trainer resumed = other.resume(settings, training, validation, state);
  CHECK(finish(resumed) == rest);
  CHECK(same_bits(other.network.parameters(), bench.network.parameters()));
}

TEST_CASE("A state of another network is refused and changes nothing", "[training]") {
  const ImageSet training = pictures(10, 1), validation = pictures(10, 2);
  const TrainingSettings settings = short_settings(1, 5);
  Bench small(describe(small_layers())), tiny(describe(tiny_layers()));
  const TrainerState state = small.start(settings, training, validation).state();
  const Tensor before = tiny.network.parameters();
  CHECK(refusal([&] { tiny.resume(settings, training, validation, state); }) ==
        "bad-checkpoint: This run belongs to another network. Open the file of a run of this "
        "network.");
  CHECK(same_bits(tiny.network.parameters(), before));
  // Adam's state has a second moment, SGD's has none.
  CHECK(refusal([&] {
          small.resume(sgd(settings), training, validation, state);
        }).starts_with("bad-checkpoint: "));
}

TEST_CASE("One, two, four and eight threads run the same run", "[training]") {
  const std::string layers = GENERATE(small_layers(), normalised_layers());
  const ImageSet training = pictures(110, 3), validation = pictures(150, 4);
  // Batches that do not divide into slices and lanes, the last ones smaller than the lanes.
  std::vector<TrainingSettings> runs = kinds(short_settings(1, 20));
  runs.push_back(short_settings(1, 42));
  runs.push_back(short_settings(1, 64));  // in eight lanes, and the rest in four
  for (const TrainingSettings& settings : runs) {
    CAPTURE(layers, to_json(settings));
    std::vector<double> expected;
    Tensor parameters;
    for (const std::size_t threads : {1u, 2u, 4u, 8u}) {
      CAPTURE(threads);
      Bench bench(describe(layers), threads);
      Trainer trainer = bench.start(settings, training, validation);
      const std::vector<double> losses = finish(trainer);
      if (threads == 1) {
        expected = losses;
        parameters = bench.network.parameters();
      }
      CHECK(losses == expected);
      CHECK(same_bits(bench.network.parameters(), parameters));
    }
  }
}

TEST_CASE("The reference CNN's steps are the same on one, two and four threads", "[training]") {
  const ImageSet training = pictures(64, 5);
  std::vector<double> expected;
  Tensor parameters;
  for (const std::size_t threads : {1u, 2u, 4u}) {
    CAPTURE(threads);
    Bench bench(parse_description(reference_json()), threads);
    Trainer trainer = bench.start(short_settings(1, 32), training, {});
    const std::vector<double> losses = finish(trainer);
    REQUIRE(losses.size() == 2);
    if (threads == 1) {
      expected = losses;
      parameters = bench.network.parameters();
    }
    CHECK(losses == expected);
    CHECK(same_bits(bench.network.parameters(), parameters));
  }
}
