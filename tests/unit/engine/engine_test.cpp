#include "engine/engine.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <numeric>

#include "support/compare.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

Picture picture(std::size_t index) {
  const ImageSet set = pictures(index + 1, 9);
  Picture picture;
  std::ranges::copy(set.image(index), picture.begin());
  return picture;
}

constexpr const char* no_network = "wrong-state: There is no network yet. Load or make one first.";

}  // namespace

TEST_CASE("An engine says what it runs on", "[engine]") {
  CHECK(Engine(1).threads() == 1);
  const std::string simd = Engine::simd();
  CHECK((simd == "relaxed SIMD" || simd == "SIMD128"));
}

TEST_CASE("An engine without a network says so", "[engine]") {
  Engine engine(1);
  CHECK(refusal([&] { engine.network(); }) == no_network);
  CHECK(refusal([&] { engine.predict({}); }) == no_network);
  CHECK(refusal([&] { engine.save_model(); }) == no_network);
  CHECK(refusal([&] { engine.fit_start({}); }) == no_network);
  CHECK(refusal([&] { engine.evaluate_start(Split::test); }) == no_network);
  CHECK(engine.history().empty());
  CHECK_FALSE(engine.fitting());
}

TEST_CASE("Calls that need a run, an evaluation or images say so", "[engine]") {
  Engine engine(1);
  engine.new_model(reference_json(), 1);
  CHECK(refusal([&] { engine.fit_step(); }) ==
        "wrong-state: There is no run to go on with. Start one first.");
  CHECK(refusal([&] { engine.save_checkpoint(); }) ==
        "wrong-state: There is no run to save. Start one first.");
  CHECK(refusal([&] { engine.evaluate_step(); }) ==
        "wrong-state: There is no evaluation. Start one first.");
  CHECK(refusal([&] { engine.evaluate_start(Split::test); }) ==
        "wrong-state: There are no images to evaluate on. Load the images first.");
  CHECK(refusal([&] { engine.fit_start({}); }) ==
        "wrong-state: The run needs 12,000 training images and 0 are loaded. Load the images "
        "first.");
  add_pictures(engine, Split::train, 1'999, 1);
  TrainingSettings settings;
  settings.training_images = 10;
  CHECK(refusal([&] { engine.fit_start(settings); }) ==
        "wrong-state: The run needs 2,010 training images and 1,999 are loaded. Load the images "
        "first.");
  CHECK_FALSE(engine.fitting());
}

TEST_CASE("Validation images follow the training images, or are test images", "[engine]") {
  TrainingSettings settings;
  const auto needs = [&](std::size_t images) {
    settings.training_images = images;
    const ImageNeeds needed = Engine::needs(settings);
    return std::pair(needed.train, needed.test);
  };
  CHECK(needs(10) == std::pair<std::size_t, std::size_t>(2'010, 0));
  CHECK(needs(10'000) == std::pair<std::size_t, std::size_t>(12'000, 0));
  CHECK(needs(58'000) == std::pair<std::size_t, std::size_t>(60'000, 0));
  CHECK(needs(58'001) == std::pair<std::size_t, std::size_t>(58'001, 2'000));
  CHECK(needs(60'000) == std::pair<std::size_t, std::size_t>(60'000, 2'000));
}

TEST_CASE("Images are added pair by pair and cleared by split", "[engine]") {
  Engine engine(1);
  const IdxFiles files = idx_files(pictures(7, 1));
  CHECK(engine.add_images(Split::train, files.images, files.labels) == 7);
  CHECK(engine.add_images(Split::train, files.images, files.labels) == 14);
  CHECK(engine.add_images(Split::test, files.images, files.labels) == 7);
  CHECK(std::ranges::equal(engine.images(Split::train).image(8), pictures(7, 1).image(1)));
  IdxFiles wrong = files;
  wrong.images.pop_back();
  CHECK(refusal([&] {
          engine.add_images(Split::train, wrong.images, wrong.labels);
        }).starts_with("bad-data: "));
  CHECK(engine.images(Split::train).size() == 14);
  engine.clear_images(Split::train);
  CHECK(engine.images(Split::train).size() == 0);
  CHECK(engine.images(Split::test).size() == 7);
}

TEST_CASE("A prediction is ten probabilities that add up to one", "[engine]") {
  Engine engine(2);
  engine.new_model(reference_json(), 1);
  const Prediction prediction = engine.predict(picture(3));
  REQUIRE(prediction.probabilities.size() == 10);
  CHECK(std::accumulate(prediction.probabilities.begin(), prediction.probabilities.end(), 0.0f) ==
        Approx(1));
  CHECK(prediction.top < 10);
  CHECK(prediction.probabilities[prediction.top] ==
        *std::ranges::max_element(prediction.probabilities));

  // Several at once are the same ones.
  std::vector<std::uint8_t> several;
  for (std::size_t i = 0; i < 20; ++i) {
    const Picture one = picture(i);
    several.insert(several.end(), one.begin(), one.end());
  }
  const std::vector<float> batch = engine.predict_batch(several);
  REQUIRE(batch.size() == 200);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(relative_error(engine.predict(picture(i)).probabilities,
                         to_doubles(std::span(batch).subspan(i * 10, 10))) < 1e-6);
  }
  CHECK(engine.predict_batch({}).empty());

  // As they would be trained on: as they are, or each turned around by its own chance.
  TrainingSettings settings;
  const std::vector<std::uint8_t> labels(20, 3);
  CHECK(engine.augment(settings, 1, several, labels) == several);
  settings.flip = true;
  const std::vector<std::uint8_t> turned = engine.augment(settings, 1, several, labels);
  CHECK(turned != several);
  CHECK(turned == engine.augment(settings, 1, several, labels));
  CHECK(turned != engine.augment(settings, 2, several, labels));
  CHECK(refusal([&] { engine.augment(settings, 1, several, {}); }).starts_with("bad-image: "));
  const std::vector<std::uint8_t> no_class(labels.size(), 10);
  CHECK(
      refusal([&] { engine.augment(settings, 1, several, no_class); }).starts_with("bad-image: "));
  several.pop_back();
  CHECK(refusal([&] { engine.predict_batch(several); }).starts_with("bad-image: "));
}

TEST_CASE("A network that does not fit the images is refused and the old one kept", "[engine]") {
  SmallEngine engine;
  const Sequential* before = &engine.network();
  const auto refused = [&](const std::string& json) {
    return refusal([&] { engine.new_model(json, 1); });
  };
  CHECK(refused(json_of_layers(tiny_layers(), "[32, 32, 1]")) ==
        "bad-description: The network's input must be 28 × 28 × 1, the size of the images.");
  CHECK(refused(json_of_layers(R"({"type": "Flatten"},
                                  {"type": "Dense", "units": 9, "activation": "softmax"})")) ==
        "bad-description: The last layer must have 10 units, one for each class.");
  CHECK(refused("{").starts_with("bad-description: "));
  CHECK(&engine.network() == before);
}

TEST_CASE("A run goes on batch by batch, and its weights stay when it stops", "[engine]") {
  SmallEngine engine;
  CHECK(engine.trained().empty());
  engine.fit_start(short_run());
  CHECK(engine.fitting());
  const StepReport first = engine.fit_step();
  CHECK(first.phase == Phase::training);
  CHECK(first.steps == 3);
  CHECK(engine.trained() == "Trained for less than an epoch.");
  while (engine.history().empty()) engine.fit_step();
  CHECK(engine.trained() == "Trained for 1 epoch on 20 images.");
  const Tensor weights = engine.network().parameters();
  engine.fit_stop();
  CHECK_FALSE(engine.fitting());
  CHECK(same_bits(engine.network().parameters(), weights));
  CHECK(engine.history().empty());
  CHECK_THROWS_AS(engine.fit_step(), Error);
}

TEST_CASE("A finished run takes no more steps and keeps its history", "[engine]") {
  SmallEngine engine;
  engine.fit_start(short_run());
  StepReport report;
  while (engine.fitting()) report = engine.fit_step();
  CHECK(report.phase == Phase::finished);
  CHECK(engine.history().size() == 2);
  CHECK(engine.trained() == "Trained for 2 epochs on 20 images.");
  CHECK(refusal([&] { engine.fit_step(); }) ==
        "wrong-state: There is no run to go on with. Start one first.");
}

TEST_CASE("A second run goes on from the present weights", "[engine]") {
  SmallEngine engine;
  engine.fit_start(short_run());
  while (engine.fitting()) engine.fit_step();
  const double before = engine.history().front().loss;
  engine.fit_start(short_run());
  while (engine.fitting()) engine.fit_step();
  CHECK(engine.history().front().loss < before);
}

TEST_CASE("Seeing and judging do not disturb a run", "[engine]") {
  SmallEngine alone(small_layers()), disturbed(small_layers());
  add_pictures(disturbed, Split::test, 150, 3);
  alone.fit_start(short_run());
  disturbed.fit_start(short_run());
  disturbed.evaluate_start(Split::test);
  while (alone.fitting()) {
    const StepReport expected = alone.fit_step();
    disturbed.predict(picture(2));
    if (disturbed.evaluate_step().done) disturbed.evaluate_start(Split::test);
    CHECK(disturbed.fit_step().loss == expected.loss);
  }
  CHECK(same_bits(disturbed.network().parameters(), alone.network().parameters()));
}

TEST_CASE("An evaluation goes over a whole split", "[engine]") {
  SmallEngine engine;
  add_pictures(engine, Split::test, 300, 4);
  engine.evaluate_start(Split::test);
  std::size_t steps = 0;
  EvaluationProgress progress;
  do {
    progress = engine.evaluate_step();
    ++steps;
  } while (!progress.done);
  CHECK(steps == 3);
  CHECK(progress.metrics.count == 300);
  CHECK(progress.metrics.confusion.size() == 100);

  // Every image's probabilities, in order, are those that it has alone.
  REQUIRE(progress.probabilities.size() == 3'000);
  for (const std::size_t i : {0u, 127u, 128u, 299u}) {
    Picture alone;
    std::ranges::copy(engine.images(Split::test).image(i), alone.begin());
    CHECK(relative_error(engine.predict(alone).probabilities,
                         to_doubles(progress.probabilities.subspan(i * 10, 10))) < 1e-6);
  }
  const auto confidence = [&](std::size_t i) {
    return progress.probabilities[i * 10 + engine.images(Split::test).labels[i]];
  };
  double loss = 0;
  for (std::size_t i = 0; i < 300; ++i) loss -= std::log(static_cast<double>(confidence(i)));
  CHECK(progress.metrics.loss() == Approx(loss / 300));
}

TEST_CASE("Another model, or other images, end what was under way", "[engine]") {
  SmallEngine engine;
  const auto begin = [&] {
    engine.fit_start(short_run());
    engine.evaluate_start(Split::train);
  };
  const auto ended = [&] {
    return !engine.fitting() && refusal([&] { engine.evaluate_step(); }).starts_with("wrong-state");
  };
  begin();
  const auto saved = engine.save_model();
  engine.new_model(json_of_layers(tiny_layers()), 2);
  CHECK(ended());
  begin();
  engine.load_model(saved);
  CHECK(ended());
  begin();
  engine.clear_images(Split::train);
  CHECK(ended());
}

TEST_CASE("Images say how many classes a network has to tell apart", "[engine][classes]") {
  const std::string three =
      R"({"type": "Flatten"}, {"type": "Dense", "units": 3, "activation": "softmax"})";
  const Classes hats{"Cap", "Bowler", "Beret"};
  Engine engine(1);
  CHECK(engine.image_classes() == default_classes());
  engine.set_image_classes(hats);
  CHECK(engine.summarise(json_of_layers(tiny_layers())).problem->what() ==
        std::string("The last layer must have 3 units, one for each class."));
  engine.new_model(json_of_layers(three), 1);
  CHECK(engine.classes() == hats);
  const std::vector<std::uint8_t> pixels(3 * image_pixels, 9);
  const auto images = [&](std::vector<std::uint8_t> labels) {
    return idx_files({pixels, std::move(labels)});
  };
  const IdxFiles good = images({0, 2, 1}), bad = images({0, 3, 1});
  CHECK(refusal([&] { engine.add_images(Split::test, bad.images, bad.labels); }) ==
        "bad-data: The file of labels is of other classes: label 1 is 3, but labels go from 0 to "
        "2. Choose other data.");
  CHECK(engine.add_images(Split::test, good.images, good.labels) == 3);
  engine.evaluate_start(Split::test);
  const EvaluationProgress progress = engine.evaluate_step();
  CHECK(progress.metrics.confusion.size() == 9);
  CHECK(progress.probabilities.size() == 9);
  CHECK(refusal([&] { engine.grad_cam(Picture{}, 3); }).ends_with("Choose one from 0 to 2."));

  // Under what is here only the names may change.
  engine.set_image_classes({"Hat", "Helmet", "Hood"});
  CHECK(engine.classes() == hats);
  CHECK(refusal([&] { engine.set_image_classes(default_classes()); }) ==
        "bad-data: These images are of 10 classes, but 3 are told apart here. Load other images.");
  CHECK(engine.image_classes().front() == "Hat");
}

TEST_CASE("A description can be tried out while another network is in use", "[engine]") {
  SmallEngine engine;
  const auto before = engine.save_model();
  engine.fit_start(short_run());
  const NetworkSummary reference = engine.summarise(reference_json());
  CHECK_FALSE(reference.problem);
  CHECK(reference.parameters == 241'546);
  CHECK(engine.fitting());
  CHECK(engine.save_model() == before);
  CHECK(engine.summary().parameters == 100);
  CHECK(to_json(engine.summary().description) == to_json(describe(tiny_layers())));

  const std::string nine =
      R"({"type": "Flatten"}, {"type": "Dense", "units": 9, "activation": "softmax"})";
  const auto problem = engine.summarise(json_of_layers(nine)).problem;
  REQUIRE(problem);
  CHECK(problem->layer() == 2);
  CHECK(problem->what() == std::string("The last layer must have 10 units, one for each class."));
  CHECK_THROWS_AS(engine.new_model(json_of_layers(nine), 1), LayerError);
  // No layer is to blame for these.
  CHECK_THROWS_AS(engine.summarise("{"), Error);
  CHECK_THROWS_AS(engine.summarise(json_of_layers(tiny_layers(), "[32, 32, 1]")), Error);
}
