// Histograms against NumPy (tools/fixtures/spread.py), dead units and gradients against what was
// done to a network.
#include "engine/histograms.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "support/compare.h"
#include "support/fixture.h"
#include "support/run.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// Sets one bias of a convolution so low that no image lifts it above 0.
void silence(Bench& bench, std::size_t layer, std::size_t unit) {
  const auto& parameters = bench.network.layers()[layer]->parameters();
  bench.network.parameters()[parameters.at(1).offset + unit] = -1000;
  bench.network.parameters_changed();
}

std::vector<LayerHistogram> look(Bench& bench, const ImageSet& images) {
  return layer_histograms(bench.network, bench.runner.gradients(), bench.runner,
                          {&images, 0, images.size()});
}

void train_once(Bench& bench, const ImageSet& images) {
  Trainer trainer = bench.start(short_settings(1, 8), images, images);
  trainer.step();
}

}  // namespace

TEST_CASE("A distribution is NumPy's", "[histograms]") {
  const Fixture fixture("spread.safetensors");
  const nlohmann::json histograms = fixture.metadata("histograms");
  for (const auto& [name, expected] : histograms.items()) {
    INFO(name);
    const Tensor values = fixture.tensor(name);
    const Distribution actual = distribution(values.values());
    CHECK(actual.count == values.size());
    CHECK(actual.not_finite == 0);
    CHECK(actual.mean == Approx(expected["mean"].get<double>()).epsilon(1e-12).margin(1e-15));
    CHECK(actual.deviation ==
          Approx(expected["deviation"].get<double>()).epsilon(1e-12).margin(1e-15));
    CHECK(actual.zeros == Approx(expected["zeros"].get<double>()));
    CHECK(actual.low == expected["low"].get<double>());
    CHECK(actual.high == expected["high"].get<double>());
    const auto bins = expected["bins"].get<std::vector<std::uint32_t>>();
    CHECK(std::ranges::equal(actual.bins, bins));
  }
}

TEST_CASE("Numbers that are none are counted apart", "[histograms]") {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const float huge = std::numeric_limits<float>::infinity();
  const Distribution some = distribution(std::vector<float>{1, none, 3, -huge, huge});
  CHECK(some.count == 2);
  CHECK(some.not_finite == 3);
  CHECK(some.mean == 2);
  CHECK(some.bins.front() == 1);
  CHECK(some.bins.back() == 1);
  const Distribution nothing = distribution(std::vector<float>{none});
  CHECK(nothing.count == 0);
  CHECK(nothing.not_finite == 1);
}

TEST_CASE("Each layer with parameters tells of them and of their last gradients", "[histograms]") {
  const ImageSet images = pictures(24, 4);
  Bench bench(describe(small_layers()), 2);
  const auto before = look(bench, images);
  REQUIRE(before.size() == 3);
  CHECK(before[0].name == "conv2d");
  CHECK(before[2].type == "Dense");
  CHECK_FALSE(before[2].units.has_value());
  CHECK_FALSE(before[0].parameters[0].gradients.has_value());
  // Glorot's standard deviation: fan in 3 * 3 * 6, fan out 3 * 3 * 8.
  CHECK(before[1].parameters[0].fresh_deviation == Approx(std::sqrt(2.0 / (54 + 72))));
  CHECK(before[1].parameters[0].values.deviation ==
        Approx(before[1].parameters[0].fresh_deviation).epsilon(0.1));
  CHECK(before[1].parameters[1].name == "bias");
  CHECK(before[1].parameters[1].fresh_deviation == 0);
  CHECK(before[1].parameters[1].values.zeros == 1);

  train_once(bench, images);
  const Tensor gradients = bench.runner.gradients();
  const auto after = look(bench, images);
  const ParameterSpec& kernel = bench.network.layers()[3]->parameters()[0];
  const Distribution expected =
      distribution(gradients.values().subspan(kernel.offset, element_count(kernel.shape)));
  CHECK(after[1].parameters[0].values.count == 3 * 3 * 6 * 8);
  REQUIRE(after[1].parameters[0].gradients.has_value());
  CHECK(after[1].parameters[0].gradients->bins == expected.bins);
  CHECK(after[1].parameters[0].gradients->deviation > 0);
}

TEST_CASE("What a layer changes by itself has no gradient", "[histograms]") {
  const ImageSet images = pictures(24, 4);
  Bench bench(describe(normalised_layers()), 2);
  train_once(bench, images);
  for (const LayerHistogram& layer : look(bench, images)) {
    for (const ParameterHistogram& parameter : layer.parameters) {
      INFO(layer.name << " " << parameter.name);
      const bool moving = parameter.name.starts_with("moving_");
      CHECK(parameter.trainable == !moving);
      CHECK(parameter.gradients.has_value() == !moving);
    }
  }
}

TEST_CASE("Gradients stay the same when they have been applied", "[histograms]") {
  const ImageSet images = pictures(20, 5);
  Bench bench(describe(small_layers()), 2);
  CHECK(bench.runner.gradients().size() == 0);
  const auto fill = [&](std::size_t first, std::size_t count, float* rows) {
    for (std::size_t i = first; i < first + count; ++i, rows += image_pixels) {
      ImageRange{&images, 0, images.size()}.gather(i, rows);
    }
  };
  bench.runner.train({}, images.labels, fill);
  const Tensor before = bench.runner.gradients();
  Optimizer optimizer({}, bench.network.parameters().size());
  bench.runner.apply(optimizer, 1, 0.01);
  CHECK(relative_error(bench.runner.gradients().values(), to_doubles(before)) < 1e-6);
}

TEST_CASE("A unit that answers to nothing is dead, and so is all before a dead layer",
          "[histograms]") {
  const ImageSet images = pictures(40, 6);
  Bench bench(describe(small_layers()), 2);
  const auto dead_units = [&](std::size_t layer) { return look(bench, images)[layer].units->dead; };
  REQUIRE(look(bench, images)[0].units->units == 6);
  CHECK(look(bench, images)[0].units->images == 40);
  const std::size_t first = dead_units(0), second = dead_units(1);
  CHECK(first < 6);
  for (std::size_t unit = 0; unit < 8; ++unit) silence(bench, 3, unit);
  CHECK(dead_units(0) == first);
  CHECK(dead_units(1) == 8);
  CHECK(second < 8);

  train_once(bench, images);
  const auto rows = look(bench, images);
  for (const std::size_t layer : {0u, 1u}) {
    for (const ParameterHistogram& parameter : rows[layer].parameters) {
      CHECK(parameter.gradients->zeros == 1);
    }
  }
  CHECK(rows[2].parameters[1].gradients->zeros < 1);  // the last biases still learn
}

TEST_CASE("The engine looks for dead units on the images that it has", "[histograms]") {
  Engine engine(1);
  CHECK(refusal([&] { engine.histograms(); }) ==
        "wrong-state: There is no network yet. Load or make one first.");
  engine.new_model(json_of_layers(small_layers()), 1);
  CHECK_FALSE(engine.histograms()[0].units.has_value());
  add_pictures(engine, Split::test, 30, 3);
  CHECK(engine.histograms()[0].units->images == 30);
  add_pictures(engine, Split::train, 300, 3);
  CHECK(engine.histograms()[0].units->images == 256);
}
