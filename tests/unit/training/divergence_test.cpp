#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "support/compare.h"
#include "support/run.h"
#include "training/evaluator.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

/// Layers that multiply without a bound, so that steps grow from one to the next.
NetworkDescription exploding() {
  return describe(R"({"type": "Flatten"}, {"type": "Dense", "units": 20},
                     {"type": "Dense", "units": 20}, {"type": "Dense", "units": 20},
                     {"type": "Dense", "units": 10, "activation": "softmax"})");
}

TrainingSettings hopeless(OptimizerKind optimizer) {
  TrainingSettings settings = short_settings(50, 8);
  settings.learning_rate = 10;
  settings.optimizer = optimizer;
  return settings;
}

struct Diverged {
  StepReport report;
  Tensor parameters;
  std::vector<Tensor> before_each_step;
};

Diverged run(Bench& bench, const TrainingSettings& settings, const ImageSet& training,
             const ImageSet& validation) {
  Diverged result;
  Trainer trainer = bench.start(settings, training, validation);
  while (!trainer.ended()) {
    result.before_each_step.push_back(bench.network.parameters());
    result.report = trainer.step();
  }
  result.parameters = bench.network.parameters();
  return result;
}

}  // namespace

TEST_CASE("A run that diverges ends by itself with the last good weights", "[training]") {
  const ImageSet training = pictures(200, 1), validation = pictures(100, 2);
  for (const OptimizerKind optimizer : {OptimizerKind::adam, OptimizerKind::sgd}) {
    const TrainingSettings settings = hopeless(optimizer);
    CAPTURE(to_json(settings));
    Bench bench(exploding());
    const Diverged result = run(bench, settings, training, validation);
    CHECK(result.report.phase == Phase::diverged);
    CHECK(result.report.message ==
          "Training diverged in epoch " + std::to_string(result.report.epoch) +
              ": the loss grew beyond all bounds. The last good weights were kept. "
              "Try a smaller learning rate.");
    CHECK(all_finite(result.parameters.values()));
    // The weights are ones that the run had, not a mixture.
    CHECK(std::ranges::any_of(result.before_each_step, [&](const Tensor& parameters) {
      return same_bits(parameters, result.parameters);
    }));
  }
}

TEST_CASE("The weights that are kept are good ones, not the last before the end", "[training]") {
  const ImageSet training = pictures(200, 1), validation = pictures(100, 2);
  TrainingSettings settings = hopeless(OptimizerKind::adam);
  settings.learning_rate = 0.3;  // losses in the hundreds and thousands for a hundred steps
  Bench bench(exploding());
  const Diverged result = run(bench, settings, training, validation);
  REQUIRE(result.report.phase == Phase::diverged);
  REQUIRE(result.before_each_step.size() > 50);
  const Metrics metrics = evaluate_batch(bench.runner, 10, {&training, 0, 200}, 0, 200);
  CHECK(metrics.loss() < 5);
}

TEST_CASE("A step that makes weights infinite ends the run, though a ReLU may hide it",
          "[training]") {
  const ImageSet training = pictures(40, 1), validation = pictures(20, 2);
  const Sequential shape(describe(small_layers()));
  for (const float poison :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    for (const auto& layer : shape.layers()) {
      for (const ParameterSpec& spec : layer->parameters()) {
        CAPTURE(poison, layer->name(), spec.name);
        Bench bench(describe(small_layers()));
        const TrainingSettings settings = short_settings(1, 8);
        TrainerState state = bench.start(settings, training, validation).state();
        state.first_moment[spec.offset] = poison;  // what an overflow leaves
        Trainer trainer = bench.resume(settings, training, validation, state);
        CHECK(trainer.step().phase == Phase::diverged);
        CHECK(same_bits(bench.network.parameters(), state.parameters));
        CHECK(all_finite(trainer.state().first_moment.values()));
      }
    }
  }
}

TEST_CASE("A run that diverged keeps its message and weights when it is continued", "[training]") {
  const ImageSet training = pictures(40, 1), validation = pictures(20, 2);
  Bench bench(exploding());
  const TrainingSettings settings = hopeless(OptimizerKind::adam);
  Trainer trainer = bench.start(settings, training, validation);
  finish(trainer);
  REQUIRE(trainer.report().phase == Phase::diverged);
  const TrainerState state = trainer.state();
  CHECK(all_finite(state.parameters.values()));
  CHECK(all_finite(state.last_good.values()));
  CHECK(all_finite(state.first_moment.values()));
  CHECK(all_finite(state.second_moment.values()));
  Bench other(exploding());
  const Trainer resumed = other.resume(settings, training, validation, state);
  CHECK(resumed.ended());
  CHECK(resumed.report().phase == Phase::diverged);
  CHECK(resumed.report().message == trainer.report().message);
  CHECK(same_bits(other.network.parameters(), bench.network.parameters()));
}
