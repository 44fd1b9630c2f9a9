// Where the time goes: that each layer has its share, and that measuring changes nothing. How long
// it takes, no test can know.
#include "training/layer_times.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "support/run.h"

using namespace fitting_room;
using namespace fitting_room::test;

TEST_CASE("Each layer's time is told under its name, and nothing is changed", "[layer_times]") {
  const std::string layers = GENERATE(small_layers(), normalised_layers());
  // Fewer images than go through together, and more, which are taken in turn.
  const ImageSet images = pictures(GENERATE(3, 20), 1);
  CAPTURE(layers, images.size());
  const Bench bench(describe(layers), 1);
  const Tensor before = bench.network.parameters();
  const std::uint64_t version = bench.network.version();

  const auto times = layer_times(bench.network, {&images, 0, images.size()});

  std::string names, expected;
  for (const LayerTime& time : times) {
    names += (names.empty() ? "" : " + ") + time.name;
    CAPTURE(time.name);
    CHECK(time.forward >= 0);
    CHECK(time.backward >= 0);
    // A second is far more than any of these takes for an image.
    CHECK(time.forward + time.backward < 1);
  }
  for (const auto& layer : bench.network.layers()) {
    expected += (expected.empty() ? "" : " + ") + layer->name();
  }
  CHECK(names == expected);
  const auto sum = [&](double LayerTime::* part) {
    double all = 0;
    for (const LayerTime& time : times) all += time.*part;
    return all;
  };
  CHECK(sum(&LayerTime::forward) > 0);
  CHECK(sum(&LayerTime::backward) > 0);
  CHECK(std::ranges::equal(bench.network.parameters().values(), before.values()));
  CHECK(bench.network.version() == version);
}

TEST_CASE("Layers are timed in the passes in between, and in no others", "[layer_times]") {
  const Bench bench(describe(small_layers()), 1);
  Workspace workspace(bench.network, 1, true);
  std::ranges::fill(workspace.input(), 0.5f);
  const std::size_t count = bench.network.layers().size();
  LayerSeconds seconds{std::vector<double>(count), std::vector<double>(count)};
  const Pass pass{.samples = 1, .training = true};
  const auto passes = [&] {
    for (int i = 0; i < 100; ++i) bench.network.forward(pass, workspace);
  };
  const auto all = [&] {
    double sum = 0;
    for (const double each : seconds.forward) sum += each;
    return sum;
  };
  passes();
  CHECK(all() == 0);
  workspace.time_layers(&seconds);
  passes();
  const double timed = all();
  CHECK(timed > 0);
  workspace.time_layers(nullptr);
  passes();
  CHECK(all() == timed);
  CHECK(std::ranges::all_of(seconds.backward, [](double each) { return each == 0; }));
}
