#include "training/trainer.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <stdexcept>
#include <string>

#include "support/compare.h"
#include "support/run.h"
#include "training/evaluator.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// So small a rate that the parameters stay as they are to the last bit that matters.
constexpr double standstill = 1e-12;

Metrics evaluate(Bench& bench, const ImageSet& images) {
  Evaluator evaluator(bench.runner, bench.network.classes(), {&images, 0, images.size()});
  EvaluationProgress progress;
  do progress = evaluator.step();
  while (!progress.done);
  return progress.metrics;
}

}  // namespace

TEST_CASE("A run goes through training and validation of each epoch, batch by batch",
          "[training]") {
  const ImageSet training = pictures(10, 1), validation = pictures(130, 2);
  Bench bench(describe(tiny_layers()));
  Trainer trainer = bench.start(short_settings(2, 4), training, validation);
  CHECK_FALSE(trainer.ended());
  for (std::size_t epoch = 1; epoch <= 2; ++epoch) {
    for (std::size_t step = 1; step <= 3; ++step) {
      const StepReport report = trainer.step();
      CHECK(report.phase == Phase::training);
      CHECK(report.epoch == epoch);
      CHECK(report.epochs == 2);
      CHECK(report.step == step);
      CHECK(report.steps == 3);
      CHECK(report.loss > 0);
      CHECK_FALSE(report.epoch_end);
    }
    for (std::size_t step = 1; step <= 2; ++step) {
      const Tensor before = bench.network.parameters();
      const StepReport report = trainer.step();
      CHECK(same_bits(bench.network.parameters(), before));
      const bool last = step == 2;
      CHECK(report.phase == (epoch == 2 && last ? Phase::finished : Phase::validating));
      CHECK(report.epoch == epoch);
      CHECK(report.step == step);
      CHECK(report.steps == 2);
      CHECK(report.epoch_end.has_value() == last);
    }
  }
  CHECK(trainer.ended());
  CHECK(trainer.report().phase == Phase::finished);
  CHECK(trainer.report().epoch == 2);
  CHECK(trainer.history().size() == 2);
  CHECK_THROWS_AS(trainer.step(), std::logic_error);
}

TEST_CASE("Every epoch uses every image once, in an order of its own", "[training]") {
  const ImageSet training = pictures(50, 3), validation = pictures(10, 4);
  Bench bench(describe(tiny_layers()));
  TrainingSettings settings = short_settings(2, 7);
  settings.learning_rate = standstill;
  const Metrics expected = evaluate(bench, training);
  Trainer trainer = bench.start(settings, training, validation);
  const std::vector<double> losses = finish(trainer);
  REQUIRE(losses.size() == 2 * (8 + 1));
  // The mean over the images, though the last batch has but one.
  for (const EpochRecord& record : trainer.history()) {
    CHECK(record.loss == Approx(expected.loss()).epsilon(1e-6));
    CHECK(record.accuracy == expected.accuracy());
  }
  std::size_t different = 0;
  for (std::size_t step = 0; step < 8; ++step) different += losses[step] != losses[9 + step];
  CHECK(different >= 7);
}

TEST_CASE("The order of images depends on the seed", "[training]") {
  const ImageSet training = pictures(50, 3), validation = pictures(10, 4);
  const auto losses_of = [&](std::uint64_t seed) {
    Bench bench(describe(tiny_layers()));
    TrainingSettings settings = short_settings(1, 7);
    settings.seed = seed;
    Trainer trainer = bench.start(settings, training, validation);
    return finish(trainer);
  };
  CHECK(losses_of(1) == losses_of(1));
  CHECK(losses_of(1) != losses_of(2));
}

TEST_CASE("The history holds what the network makes of the validation images", "[training]") {
  const ImageSet training = pictures(60, 5), validation = pictures(200, 6);
  Bench bench(describe(tiny_layers()));
  Trainer trainer = bench.start(short_settings(1, 8), training, validation);
  finish(trainer);
  const Metrics expected = evaluate(bench, validation);
  REQUIRE(trainer.history().size() == 1);
  const EpochRecord& record = trainer.history().front();
  CHECK(record.epoch == 1);
  CHECK(record.validation_loss == expected.loss());
  CHECK(record.validation_accuracy == expected.accuracy());
  CHECK(record.confusion == expected.confusion);
}

TEST_CASE("Without validation images an epoch ends with its last batch", "[training]") {
  const ImageSet training = pictures(10, 1);
  Bench bench(describe(tiny_layers()));
  Trainer trainer = bench.start(short_settings(1, 5), training, {});
  CHECK_FALSE(trainer.step().epoch_end);
  const StepReport report = trainer.step();
  CHECK(report.phase == Phase::finished);
  REQUIRE(report.epoch_end);
  CHECK(report.epoch_end->validation_loss == 0);
}

TEST_CASE("A schedule changes the run", "[training]") {
  const ImageSet training = pictures(30, 1), validation = pictures(10, 2);
  std::vector<Tensor> results;
  for (const Schedule schedule : {Schedule::constant, Schedule::one_cycle, Schedule::cosine}) {
    Bench bench(describe(tiny_layers()));
    TrainingSettings settings = short_settings(1, 8);
    settings.schedule = schedule;
    Trainer trainer = bench.start(settings, training, validation);
    finish(trainer);
    results.push_back(bench.network.parameters());
  }
  CHECK_FALSE(same_bits(results[0], results[1]));
  CHECK_FALSE(same_bits(results[0], results[2]));
  CHECK_FALSE(same_bits(results[1], results[2]));
}

TEST_CASE("The dropout scale multiplies the rates of the network", "[training]") {
  const auto layers = [](const char* first, const char* second) {
    return std::string(R"({"type": "Flatten"}, {"type": "Dropout", "rate": )") + first +
           R"(}, {"type": "Dense", "units": 12, "activation": "relu"}, {"type": "Dropout", "rate": )" +
           second + R"(}, {"type": "Dense", "units": 10, "activation": "softmax"})";
  };
  const ImageSet training = pictures(40, 1), validation = pictures(20, 2);
  TrainingSettings settings = short_settings(2, 8);
  const auto losses = [&](const std::string& network, double scale) {
    settings.dropout_scale = scale;
    Bench bench(describe(network));
    Trainer trainer = bench.start(settings, training, validation);
    return finish(trainer);
  };
  const std::vector<double> whole = losses(layers("0.5", "0.25"), 1);
  CHECK(losses(layers("0.5", "0.25"), 0.5) == losses(layers("0.25", "0.125"), 1));
  CHECK(losses(layers("0.5", "0.25"), 0) == losses(layers("0", "0"), 1));
  CHECK(losses(layers("0.5", "0.25"), 0.5) != whole);
  CHECK(losses(layers("0.5", "0.25"), 0) != whole);
}

TEST_CASE("A trainer's steps are those of its parts, counted over all epochs", "[training]") {
  // One image: there is but one order, and an epoch is a step.
  const ImageSet training = pictures(1, 9);
  TrainingSettings settings = short_settings(5, 4);
  settings.schedule = Schedule::cosine;
  Bench bench(describe(small_layers()));
  Trainer trainer = bench.start(settings, training, {});
  const std::vector<double> losses = finish(trainer);
  REQUIRE(losses.size() == 5);

  Bench parts(describe(small_layers()));
  Optimizer optimizer(settings, parts.network.parameters().size());
  for (std::size_t step = 0; step < losses.size(); ++step) {
    Pass pass;
    pass.seed = settings.seed;
    pass.step = static_cast<std::uint32_t>(step);
    const Metrics metrics =
        parts.runner.train(pass, training.labels, [&](std::size_t first, std::size_t, float* rows) {
          ImageRange{&training, 0, 1}.gather(first, rows);
        });
    CHECK(metrics.loss() == losses[step]);
    parts.runner.apply(optimizer, step + 1, learning_rate_at(settings, step, losses.size()));
  }
  CHECK(same_bits(bench.network.parameters(), parts.network.parameters()));
}

TEST_CASE("A small network learns", "[training]") {
  const ImageSet training = pictures(600, 7), validation = pictures(500, 8);
  Bench bench(describe(small_layers()));
  Trainer trainer = bench.start(short_settings(4, 16), training, validation);
  finish(trainer);
  CHECK(trainer.history().front().loss > trainer.history().back().loss);
  CHECK(trainer.history().back().validation_accuracy > 0.9);
}

TEST_CASE("A small network learns by SGD with momentum, too", "[training]") {
  const ImageSet training = pictures(600, 7), validation = pictures(500, 8);
  Bench bench(describe(small_layers()));
  TrainingSettings settings = short_settings(6, 16);
  settings.optimizer = OptimizerKind::sgd;
  Trainer trainer = bench.start(settings, training, validation);
  finish(trainer);
  CHECK(trainer.history().back().validation_accuracy > 0.9);
}

TEST_CASE("Each step tells the mean over all images of its phase so far, saved runs included",
          "[training]") {
  const ImageSet training = pictures(33, 3), validation = pictures(130, 4);
  const TrainingSettings settings = short_settings(2, 32);
  Bench bench(describe(tiny_layers()));
  Trainer trainer = bench.start(settings, training, validation);
  double loss = 0, accuracy = 0;
  const auto check = [&](const StepReport& report, std::size_t images, std::size_t all) {
    CHECK(report.images == images);
    loss += report.loss * static_cast<double>(images);
    accuracy += report.accuracy * static_cast<double>(images);
    CHECK(report.mean_loss == Approx(loss / static_cast<double>(all)).epsilon(1e-12));
    CHECK(report.mean_accuracy == Approx(accuracy / static_cast<double>(all)).epsilon(1e-12));
  };
  check(trainer.step(), 32, 32);
  const TrainerState state = trainer.state();
  Bench other(describe(tiny_layers()));
  Trainer resumed = other.resume(settings, training, validation, state);
  CHECK(resumed.report().images == 32);
  CHECK(resumed.report().mean_loss == Approx(loss / 32).epsilon(1e-12));
  check(resumed.step(), 1, 33);
  loss = accuracy = 0;
  check(resumed.step(), Evaluator::batch_size, Evaluator::batch_size);
  const StepReport last = resumed.step();
  check(last, 130 - Evaluator::batch_size, 130);
  REQUIRE(last.epoch_end);
  CHECK(last.mean_loss == last.epoch_end->validation_loss);
  CHECK(last.mean_accuracy == last.epoch_end->validation_accuracy);
}

TEST_CASE("A long run with dead units and sure answers has no denormal numbers", "[training]") {
  const ImageSet training = pictures(40, 7), validation = pictures(10, 8);
  const std::string layers = GENERATE(small_layers(), normalised_layers());
  for (const OptimizerKind optimizer :
       {OptimizerKind::adam, OptimizerKind::adamw, OptimizerKind::sgd}) {
    TrainingSettings settings = short_settings(300, 8);
    settings.optimizer = optimizer;
    settings.weight_decay = 0.5;
    settings.learning_rate = 0.05;
    CAPTURE(to_json(settings), layers);
    Bench bench(describe(layers));
    // Half of the first layer's units never answer, so nothing reaches their weights.
    const ParameterSpec& bias = bench.network.layers()[0]->parameters()[1];
    std::fill_n(bench.network.parameters().data() + bias.offset, 3, -1e3f);
    bench.network.parameters_changed();
    Trainer trainer = bench.start(settings, training, validation);
    std::size_t steps = 0, denormals = 0;
    for (; !trainer.ended(); ++steps) {
      trainer.step();
      if (steps % 50 != 0) continue;
      const TrainerState state = trainer.state();
      denormals += count_denormals(state.first_moment) + count_denormals(state.second_moment) +
                   count_denormals(state.parameters) + count_denormals(bench.runner.gradients());
    }
    CHECK(steps == 300 * 6);
    CHECK(denormals == 0);
  }
}
