#include "training/batch_runner.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>
#include <stdexcept>

#include "kernels/pointwise.h"
#include "support/compare.h"
#include "support/reference_network.h"
#include "support/run.h"
#include "training/image_range.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

FillSamples fill_from(const ImageSet& images) {
  return [&images](std::size_t first, std::size_t count, float* rows) {
    for (std::size_t i = first; i < first + count; ++i, rows += image_pixels) {
      ImageRange{&images, 0, images.size()}.gather(i, rows);
    }
  };
}

}  // namespace

TEST_CASE("A batch in slices has the loss and gradients of the network at once", "[training]") {
  const std::string layers = GENERATE(small_layers(), normalised_layers());
  Bench bench(describe(layers), 2);
  TrainingSettings settings;
  settings.optimizer = OptimizerKind::sgd;
  Optimizer optimizer(settings, bench.network.trainable_size());
  // Around the sizes of lanes and slices, and the other way round, too: work space is kept. More
  // lanes, fewer and more again, with the optimizer's step in between and without.
  for (const std::size_t batch :
       {1u, 2u, 3u, 4u, 5u, 31u, 32u, 33u, 63u, 64u, 70u, 33u, 1u, 70u, 63u, 128u}) {
    CAPTURE(layers, batch);
    const ImageSet images = pictures(batch, 1);
    Pass pass;
    pass.seed = 3;
    pass.step = 7;
    const Metrics metrics = bench.runner.train(pass, images.labels, fill_from(images));

    Workspace workspace(bench.network, batch, true);
    fill_from(images)(0, batch, workspace.input().data());
    pass.samples = batch;
    pass.training = pass.backward = true;
    const auto logits = bench.network.forward(pass, workspace);
    const LossSums expected = softmax_cross_entropy(
        10, logits, images.labels, 1 / static_cast<float>(batch), workspace.logits_gradient());
    Tensor gradients(bench.network.parameters().shape());
    bench.network.backward(pass, workspace, gradients);

    CHECK(metrics.count == batch);
    CHECK(metrics.correct == expected.correct);
    CHECK(metrics.loss_sum == Approx(expected.loss).epsilon(1e-6));
    CHECK(relative_error(bench.runner.gradients().values(), to_doubles(gradients)) < 1e-5);
    if (batch % 2 == 0) continue;
    CHECK(bench.runner.apply(optimizer, 1, 1e-3));
    CHECK(relative_error(bench.runner.gradients().values(), to_doubles(gradients)) < 1e-5);
  }
}

TEST_CASE("apply() moves the parameters by the gradients and says whether they are finite",
          "[training]") {
  const ImageSet images = pictures(10, 2);
  Bench bench(describe(small_layers()));
  bench.runner.train({}, images.labels, fill_from(images));
  const Tensor gradients = bench.runner.gradients();
  Doubles expected = to_doubles(bench.network.parameters());
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] -= 0.5 * gradients[i];
  const std::uint64_t version = bench.network.version();
  TrainingSettings settings;
  settings.optimizer = OptimizerKind::sgd;
  Optimizer optimizer(settings, bench.network.parameters().size());
  CHECK(bench.runner.apply(optimizer, 1, 0.5));
  CHECK(relative_error(bench.network.parameters().values(), expected) < 1e-6);
  CHECK(bench.network.version() != version);

  bench.runner.train({}, images.labels, fill_from(images));
  optimizer.first_moment()[3] = std::numeric_limits<float>::infinity();
  CHECK_FALSE(bench.runner.apply(optimizer, 2, 0.5));
}

TEST_CASE("Moving statistics follow the batch, and no optimizer touches them", "[training]") {
  const ImageSet images = pictures(21, 2);
  Bench bench(describe(normalised_layers()));
  const Layer& layer = *bench.network.layers()[2];
  const std::size_t offset = layer.parameters()[2].offset;
  Pass pass;
  pass.seed = 3;
  bench.runner.train(pass, images.labels, fill_from(images));
  CHECK(bench.network.parameters()[offset] == 0);  // not before the step is taken

  // What the layer has seen, by the plain twins.
  Doubles values;
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (const std::uint8_t pixel : images.image(i)) values.push_back(pixel / 255.0);
  }
  const Doubles parameters = to_doubles(bench.network.parameters());
  for (std::size_t i = 0; i < 2; ++i) {
    values = reference_forward(*bench.network.layers()[i], images.size(), parameters, values, {});
  }
  const auto [mean, variance] = reference::mean_and_variance(6, values);

  TrainingSettings settings;
  settings.optimizer = OptimizerKind::adamw;
  settings.weight_decay = 0.5;
  settings.learning_rate = 0.1;
  Optimizer optimizer(settings, bench.network.parameters().size());
  // From the hundredth step on, Keras' momentum.
  const auto [step, momentum] = GENERATE(table<std::uint64_t, double>(
      {{1, 0}, {2, 0.5}, {99, 98 / 99.0}, {100, 0.99}, {5'000, 0.99}}));
  CAPTURE(step);
  CHECK(bench.runner.apply(optimizer, step, 0.1));
  for (std::size_t c = 0; c < 6; ++c) {
    CAPTURE(c);
    CHECK(bench.network.parameters()[offset + c] == Approx((1 - momentum) * mean[c]).epsilon(1e-4));
    CHECK(bench.network.parameters()[layer.parameters()[3].offset + c] ==
          Approx(momentum + (1 - momentum) * variance[c]).epsilon(1e-5));
  }
}

TEST_CASE("Inference gives each sample its own logits, in any number", "[training]") {
  const ImageSet images = pictures(40, 3);
  Bench bench(describe(small_layers()), 2);
  std::vector<float> all(400);
  bench.runner.infer(40, fill_from(images), all);
  for (std::size_t count = 1; count <= 40; count += 3) {
    std::vector<float> some(count * 10);
    bench.runner.infer(count, fill_from(images), some);
    CHECK(relative_error(some, to_doubles(std::span(all).first(count * 10))) < 1e-6);
  }
}

TEST_CASE("The features of a batch are what the last layer makes the logits from", "[training]") {
  const ImageSet images = pictures(40, 5);
  Bench bench(describe(small_layers()), 2);
  const std::size_t width = bench.network.features();
  std::vector<float> logits(400), features(40 * width);
  bench.runner.infer(40, fill_from(images), logits, features);

  const Layer& last = *bench.network.layers().back();
  const Doubles parameters = to_doubles(bench.network.parameters());
  const Doubles expected =
      reference_forward(last, 40, parameters, to_doubles(std::span<const float>(features)), {});
  CHECK(relative_error(logits, expected) < 1e-5);
}

TEST_CASE("What a thread throws arrives at the caller", "[training]") {
  Bench bench(describe(tiny_layers()), 2);
  const ImageSet images = pictures(40, 4);
  const FillSamples failing = [](std::size_t first, std::size_t, float*) {
    if (first >= 16) throw std::runtime_error("no such image");
  };
  std::vector<float> logits(400);
  CHECK_THROWS_WITH(bench.runner.infer(40, failing, logits), "no such image");
  CHECK_THROWS_WITH(bench.runner.train({}, images.labels, failing), "no such image");
  bench.runner.infer(40, fill_from(images), logits);  // goes on as if nothing had been
  CHECK(all_finite(logits));
}
