// Principal components against scikit-learn (tools/fixtures/spread.py); the projection against the
// network's own features.
#include "engine/projection.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "engine/pca.h"
#include "support/compare.h"
#include "support/fixture.h"
#include "support/numbers.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

Pca settled(std::vector<float> points, std::size_t width) {
  Pca pca(std::move(points), width);
  int steps = 0;
  while (!pca.step()) ++steps;
  INFO(steps << " steps");
  CHECK(steps < 99);
  return pca;
}

ProjectionProgress finish_projection(Engine& engine) {
  engine.project_start(Split::test);
  ProjectionProgress progress;
  int steps = 0;
  do {
    progress = engine.project_step();
  } while (!progress.done && ++steps < 1000);
  REQUIRE(progress.done);
  return progress;
}

std::vector<float> points_of(const ProjectionProgress& progress) {
  return {progress.points.begin(), progress.points.end()};
}

Picture picture(const ImageSet& set, std::size_t index) {
  Picture result;
  std::ranges::copy(set.image(index), result.begin());
  return result;
}

}  // namespace

TEST_CASE("Principal components are scikit-learn's", "[projection]") {
  const Fixture fixture("spread.safetensors");
  const Tensor points = fixture.tensor("points");
  const std::size_t width = points.shape()[1];
  const auto explained = fixture.metadata("pca")["explained"].get<std::vector<double>>();
  Pca pca = settled({points.values().begin(), points.values().end()}, width);
  CHECK(relative_error(pca.projected(), fixture.doubles("projected")) < 1e-4);
  CHECK(pca.explained()[0] == Approx(explained[0]).epsilon(1e-5));
  CHECK(pca.explained()[1] == Approx(explained[1]).epsilon(1e-5));
  const auto place = pca.project(points.values().subspan(7 * width, width));
  CHECK(place[0] == Approx(pca.projected()[14]).epsilon(1e-5));
  CHECK(place[1] == Approx(pca.projected()[15]).epsilon(1e-5));

  pca.flip(1);
  CHECK(pca.project(points.values().subspan(7 * width, width))[0] == place[0]);
  CHECK(pca.project(points.values().subspan(7 * width, width))[1] == -place[1]);
}

TEST_CASE("Points that differ along few directions, or none, have a projection too",
          "[projection]") {
  // On a line: 3 times further along the second dimension than against the first.
  std::vector<float> line;
  for (int i = -5; i <= 5; ++i) {
    const auto t = static_cast<float>(i);
    line.insert(line.end(), {-t, 3 * t, 7});
  }
  Pca pca = settled(line, 3);
  CHECK(pca.explained()[0] == Approx(1));
  CHECK(pca.explained()[1] == Approx(0).margin(1e-6));
  CHECK(pca.projected()[0] == Approx(-5 * std::sqrt(10.0)).epsilon(1e-5));
  CHECK(pca.projected()[1] == Approx(0).margin(1e-4));

  Pca alike = settled(std::vector<float>(40, 2.5f), 4);
  CHECK(alike.explained()[0] == 0);
  CHECK(alike.projected() == std::vector<float>(20, 0.0f));

  Pca single = settled({1, 2, 3, 6}, 1);
  CHECK(single.projected()[6] == Approx(3).epsilon(1e-5));
  CHECK(single.projected()[7] == 0);
}

TEST_CASE("The projection is that of the features, takes pictures in, and is the same every time",
          "[projection]") {
  SmallEngine engine(small_layers(), 2);
  add_pictures(engine, Split::test, 300, 9);
  const ImageSet& images = engine.images(Split::test);
  CHECK(refusal([&] { engine.project_picture(picture(images, 0)); }) ==
        "wrong-state: There is no map yet. Draw one first.");
  const ProjectionProgress progress = finish_projection(engine);
  CHECK(progress.count == 300);
  CHECK(progress.processed == 300);
  CHECK(progress.features == engine.network().features());
  const std::vector<float> points = points_of(progress);

  // The features again, from the layers one by one.
  const std::size_t width = progress.features;
  std::vector<float> features;
  for (std::size_t i = 0; i < 300; ++i) {
    const auto layers = engine.activations(picture(images, i));
    const auto& read = layers[layers.size() - 2].values;
    features.insert(features.end(), read.begin(), read.end());
  }
  CHECK(relative_error(settled(features, width).projected(), to_doubles(points)) < 1e-3);
  for (const std::size_t i : {0u, 150u, 299u}) {
    const auto place = engine.project_picture(picture(images, i));
    CHECK(place[0] == Approx(points[2 * i]).epsilon(1e-3).margin(1e-4));
    CHECK(place[1] == Approx(points[2 * i + 1]).epsilon(1e-3).margin(1e-4));
  }
  CHECK(points_of(finish_projection(engine)) == points);
  SmallEngine alone(small_layers(), 1);
  add_pictures(alone, Split::test, 300, 9);
  CHECK(points_of(finish_projection(alone)) == points);
}

TEST_CASE("A projection that is begun in the middle of a run is that of one network",
          "[projection]") {
  SmallEngine engine(small_layers());
  add_pictures(engine, Split::test, 300, 9);
  const std::vector<float> still = points_of(finish_projection(engine));
  const Picture image = picture(engine.images(Split::test), 4);
  const auto place = engine.project_picture(image);

  engine.fit_start(short_run());
  engine.project_start(Split::test);
  ProjectionProgress progress;
  do {
    if (engine.fitting()) engine.fit_step();
    progress = engine.project_step();
    if (!progress.done) CHECK(engine.project_picture(image) == place);  // by the one before
  } while (!progress.done);
  CHECK(points_of(progress) == still);
  const std::vector<float> trained = points_of(finish_projection(engine));
  CHECK(trained != still);
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK(engine.project_picture(image) != place);  // the last projection's network is still there
}

TEST_CASE("Axes are turned around so that points stay on their side", "[projection]") {
  SmallEngine engine(small_layers());
  add_pictures(engine, Split::test, 200, 9);
  std::vector<float> before = points_of(finish_projection(engine));
  TrainingSettings settings = short_run();
  settings.learning_rate = 0.05;
  engine.fit_start(settings);
  for (int i = 0; i < 6; ++i) {
    engine.fit_step();
    const std::vector<float> after = points_of(finish_projection(engine));
    for (const std::size_t axis : {0u, 1u}) {
      double together = 0;
      for (std::size_t p = axis; p < after.size(); p += 2) together += after[p] * before[p];
      CHECK(together > 0);
    }
    before = after;
  }
}

TEST_CASE("Where features are too many to keep, some images choose the axes for all",
          "[projection]") {
  // 7,840 features: 191 images fit.
  Engine engine(1);
  engine.new_model(
      json_of_layers(R"({"type": "Conv2D", "filters": 10, "kernel": 1, "activation": "relu"},
      {"type": "Flatten"}, {"type": "Dense", "units": 10, "activation": "softmax"})"),
      1);
  add_pictures(engine, Split::test, 230, 9);
  const std::vector<float> points = points_of(finish_projection(engine));
  REQUIRE(points.size() == 460);
  const auto place = engine.project_picture(picture(engine.images(Split::test), 229));
  CHECK(place[0] == Approx(points[458]).epsilon(1e-4));
  CHECK(place[1] == Approx(points[459]).epsilon(1e-4));
}

TEST_CASE("A projection asks for images and for a start", "[projection]") {
  SmallEngine engine;
  CHECK(refusal([&] { engine.project_start(Split::test); }) ==
        "wrong-state: There are no images to map. Load the images first.");
  CHECK(refusal([&] { engine.project_step(); }) ==
        "wrong-state: There is no map to go on with. Start one first.");
}
