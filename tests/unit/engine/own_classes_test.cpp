// Classes beyond those of the images: added, removed, and everywhere where classes are.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <numeric>

#include "engine/model_file.h"
#include "engine/outputs.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

Classes with(const std::string& name) {
  Classes classes = default_classes();
  classes.push_back(name);
  return classes;
}

Picture picture(std::size_t index) {
  const ImageSet set = pictures(index + 1, 9);
  Picture picture;
  std::ranges::copy(set.image(index), picture.begin());
  return picture;
}

/// Two classes with pictures that no other has: a frame, and a cross.
ImageSet drawn(std::size_t each, std::uint8_t label) {
  ImageSet set;
  for (std::size_t n = 0; n < each; ++n) {
    Picture picture{};
    for (std::size_t i = 2; i < 26; ++i) {
      for (const std::size_t at : {i * image_side + 2 + n % 3, i * image_side + 25 - n % 3,
                                   (2 + n % 3) * image_side + i, (25 - n % 3) * image_side + i}) {
        picture[at] = 255;
      }
    }
    set.pixels.insert(set.pixels.end(), picture.begin(), picture.end());
    set.labels.push_back(label);
  }
  return set;
}

void finish(Engine& engine) {
  while (engine.fitting()) engine.fit_step();
}

}  // namespace

TEST_CASE("An output that is put on and taken off again leaves every bit as it was", "[classes]") {
  for (const std::string& layers : {tiny_layers(), small_layers(), normalised_layers()}) {
    CAPTURE(layers);
    Sequential network(describe(layers));
    network.initialise(3);
    Output output{std::vector<float>(network.features()), -2.5f};
    for (std::size_t i = 0; i < output.kernel.size(); ++i) {
      output.kernel[i] = 0.25f * static_cast<float>(i);
    }
    const auto wide = with_output(network, output);
    CHECK(wide->classes() == network.classes() + 1);
    Sequential rest(describe(layers));
    const Output taken = take_output(*wide, network.classes(), rest);
    CHECK(taken.kernel == output.kernel);
    CHECK(taken.bias == output.bias);
    CHECK(same_bits(rest.parameters(), network.parameters()));
    CHECK(output_of(*wide, network.classes()).kernel == output.kernel);
    const auto changed = with_output(network, {std::vector<float>(output.kernel.size()), 7});
    set_output(*changed, network.classes(), output);
    CHECK(same_bits(changed->parameters(), wide->parameters()));
    // From the middle: what is behind moves up.
    Sequential other(describe(layers));
    const Output third = take_output(*wide, 3, other);
    const Output was = take_output(*with_output(other, third), other.classes(), other);
    CHECK(was.kernel == third.kernel);
    CHECK(was.bias == third.bias);
  }
}

TEST_CASE("An imprinted output tells the one mean from the other", "[classes]") {
  const std::vector<float> own = {1, 0, 2}, others = {0, 1, 2}, middle = {0.5f, 0.5f, 2};
  const Output output = imprinted(own, others, 5);
  const auto logit = [&](const std::vector<float>& at) {
    return std::inner_product(at.begin(), at.end(), output.kernel.begin(), output.bias);
  };
  CHECK(logit(own) == Approx(5));
  CHECK(logit(others) == Approx(-5));
  CHECK(logit(middle) == Approx(0).margin(1e-5));
  // Means that are alike tell nothing.
  CHECK(imprinted(own, own, 5).kernel == std::vector<float>(3));
}

TEST_CASE("A class that is added is improbable and takes nothing from the others", "[classes]") {
  for (const std::string& layers : {small_layers(), normalised_layers()}) {
    CAPTURE(layers);
    SmallEngine engine(layers);
    const std::vector<std::uint8_t> before = engine.save_model();
    const Prediction old = engine.predict(picture(4));
    engine.add_class("Hat");
    CHECK(engine.classes() == with("Hat"));
    CHECK(engine.image_classes() == default_classes());
    const Prediction now = engine.predict(picture(4));
    REQUIRE(now.probabilities.size() == 11);
    CHECK(now.top == old.top);
    CHECK(now.probabilities[10] < 0.01f);
    for (std::size_t c = 0; c < 10; ++c) {
      CHECK(now.probabilities[c] / (1 - now.probabilities[10]) ==
            Approx(old.probabilities[c]).epsilon(1e-4));
    }
    engine.remove_class(10);
    CHECK(engine.save_model() == before);
  }
}

TEST_CASE("Of several classes of one's own any can be removed", "[classes]") {
  SmallEngine engine;
  engine.add_class("Hat");
  const std::vector<std::uint8_t> with_hat = engine.save_model();
  engine.add_class("Scarf");
  CHECK(engine.classes().back() == "Scarf");
  engine.remove_class(11);
  CHECK(engine.save_model() == with_hat);
  engine.add_class("Scarf");
  engine.remove_class(10);
  CHECK(engine.classes() == with("Scarf"));
}

TEST_CASE("Names that are none, taken or one too many are refused", "[classes]") {
  SmallEngine engine;
  const std::vector<std::uint8_t> before = engine.save_model();
  for (const char* name : {"", "  ", "Coat", "a\nb"}) {
    CAPTURE(name);
    CHECK(refusal([&] {
            engine.add_class(name);
          }).starts_with("bad-settings: The classes cannot be read: "));
  }
  CHECK(refusal([&] {
          engine.add_class(std::string(max_class_name + 1, 'x'));
        }).starts_with("bad-settings: "));
  CHECK(engine.save_model() == before);
  for (std::size_t i = 10; i < max_classes; ++i) engine.add_class("Own " + std::to_string(i));
  CHECK(refusal([&] { engine.add_class("One more"); }) ==
        "bad-settings: The classes cannot be read: there must be 1 to 15 of them.");
  Engine empty(1);
  CHECK(refusal([&] { empty.add_class("Hat"); }).starts_with("wrong-state: "));
  CHECK(refusal([&] { empty.remove_class(10); }).starts_with("wrong-state: "));
}

TEST_CASE("Classes of the images, and those that do not exist, are not removed", "[classes]") {
  SmallEngine engine;
  engine.add_class("Hat");
  const std::vector<std::uint8_t> before = engine.save_model();
  CHECK(refusal([&] { engine.remove_class(0); }) ==
        "bad-settings: The images are of the class T-shirt/top, so it stays. Choose a class of "
        "your own.");
  CHECK(refusal([&] { engine.remove_class(9); }).starts_with("bad-settings: "));
  CHECK(refusal([&] { engine.remove_class(11); }).starts_with("bad-settings: There is no such"));
  CHECK(engine.save_model() == before);
}

TEST_CASE("A network with a class of one's own is saved, loaded, tested and trained on",
          "[classes]") {
  SmallEngine engine;
  add_pictures(engine, Split::test, 130, 2);
  engine.add_class("Hat");
  const std::vector<std::uint8_t> file = engine.save_model();
  Engine other(1);
  other.load_model(file);
  CHECK(other.classes() == with("Hat"));
  CHECK(other.predict(picture(2)).probabilities == engine.predict(picture(2)).probabilities);

  engine.evaluate_start(Split::test);
  EvaluationProgress progress;
  do progress = engine.evaluate_step();
  while (!progress.done);
  REQUIRE(progress.metrics.confusion.size() == 11 * 11);
  const std::span<const std::uint32_t> hats = std::span(progress.metrics.confusion).last(11);
  CHECK(std::ranges::all_of(hats, [](std::uint32_t count) { return count == 0; }));
  CHECK(progress.probabilities.size() == 130 * 11);

  engine.fit_start(short_run());
  for (int i = 0; i < 4; ++i) engine.fit_step();
  const std::vector<std::uint8_t> checkpoint = engine.save_checkpoint();
  finish(engine);
  CHECK(engine.history().back().confusion.size() == 11 * 11);
  SmallEngine resumed;
  resumed.restore_checkpoint(checkpoint);
  CHECK(resumed.classes() == with("Hat"));
  finish(resumed);
  CHECK(resumed.save_model() == engine.save_model());

  // What is mixed in must be of its classes, too.
  const std::vector<LabelledPhoto> photos = {{Picture{}, only_class(1)}};
  engine.set_mixture(std::make_shared<Mixture>(10, MixtureShares{.photos = 1}, photos,
                                               std::vector<LabelledDrawing>{}));
  CHECK(refusal([&] { engine.fit_start(short_run()); }) ==
        "wrong-state: What is mixed in is of 10 classes, and the network tells 11 apart.");

  // Fresh weights are for the classes of the images.
  CHECK(refusal([&] {
          engine.new_model(to_json(engine.network().description()), 1);
        }).starts_with("bad-description: "));
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK(engine.classes() == default_classes());
}

TEST_CASE("What tells unlike pictures stays when a class comes and goes", "[classes][novelty]") {
  SmallEngine engine(small_layers());
  add_pictures(engine, Split::train, 200, 3);
  engine.fit_novelty_start();
  while (!engine.fit_novelty_step().done) {
  }
  const std::vector<std::uint8_t> before = engine.save_model();
  const std::optional<float> unlike = engine.predict(picture(3)).unlike;
  REQUIRE(unlike);
  engine.add_class("Hat");
  CHECK(engine.predict(picture(3)).unlike == unlike);
  Engine other(1);
  other.load_model(engine.save_model());
  CHECK(other.predict(picture(3)).unlike == unlike);
  engine.remove_class(10);
  CHECK(engine.save_model() == before);
}

TEST_CASE("Examples of a class of one's own teach it", "[classes]") {
  SmallEngine engine(small_layers());
  TrainingSettings settings = short_run();
  settings.epochs = 20;
  engine.fit_start(settings);
  finish(engine);
  engine.add_class("Frame");
  settings.learning_rate = 0.003;
  engine.fit_start(settings, drawn(5, 10));
  finish(engine);
  const ImageSet more = drawn(3, 10);
  for (std::size_t i = 0; i < more.size(); ++i) {
    Picture frame;
    std::ranges::copy(more.image(i), frame.begin());
    CHECK(engine.predict(frame).top == 10);
  }
  CHECK(engine.predict(picture(4)).top != 10);
  CHECK(engine.trained().ends_with("Then corrected by 5 examples."));
  engine.fit_start(settings, drawn(1, 10));
  finish(engine);
  CHECK(engine.trained().ends_with("images. Then corrected by 1 example."));
}

TEST_CASE("A run with examples is the same again, and stays in this engine", "[classes]") {
  SmallEngine engine, other(tiny_layers(), 3);
  std::vector<double> losses;
  for (Engine* each : {static_cast<Engine*>(&engine), static_cast<Engine*>(&other)}) {
    each->fit_start(short_run(), drawn(2, 3));
    const StepReport report = each->fit_step();
    CHECK(report.images > 8);  // the examples are beside the batch's own
    losses.push_back(report.loss);
  }
  CHECK(losses[0] == losses[1]);
  CHECK(refusal([&] { engine.save_checkpoint(); }) ==
        "wrong-state: A run with examples of your own cannot be saved. Download the model "
        "instead.");
  finish(engine);
  finish(other);
  CHECK(engine.save_model() == other.save_model());
  // The next run has none, and can be saved again.
  engine.fit_start(short_run());
  CHECK(engine.fit_step().images == 8);
  CHECK_FALSE(engine.save_checkpoint().empty());
}

TEST_CASE("Examples of no class of the network are refused", "[classes]") {
  SmallEngine engine;
  engine.fit_start(short_run());
  engine.fit_step();
  const std::vector<std::uint8_t> before = engine.save_checkpoint();
  CHECK(refusal([&] { engine.fit_start(short_run(), drawn(2, 10)); }) ==
        "bad-image: Each example must be of one of the network's classes, 0 to 9.");
  CHECK(engine.save_checkpoint() == before);
}
