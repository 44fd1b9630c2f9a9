// Do a few examples of a manner of drawing teach the ready-made model that manner, and does it keep
// what it knew? Run by tools/test on its own.
#include "support/fashion_mnist.h"

#if !defined(__EMSCRIPTEN__)

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <thread>

#include "data/classes.h"
#include "support/styles.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

/// As the page fine-tunes: TUNING in web/lab/correction.js.
TrainingSettings tuning() {
  TrainingSettings settings;
  settings.epochs = 1;
  settings.batch_size = 64;
  settings.training_images = 64 * 150;
  settings.learning_rate = 0.0007;
  settings.schedule = Schedule::cosine;
  settings.shift = settings.flip = true;
  return settings;
}

std::vector<std::uint8_t> ready_made() {
  std::ifstream file(MODEL_DIR "/ready-made.safetensors", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

using Manner = std::vector<Mark> (*)(const Outline&);

std::vector<Picture> drawn(const Outline& outline, Manner manner, std::size_t count,
                           std::uint32_t seed) {
  Numbers numbers(seed);
  std::vector<Picture> pictures;
  while (pictures.size() < count) {
    pictures.push_back(picture_from_drawing({{}, manner(redrawn(outline, numbers))}).value());
  }
  return pictures;
}

/// Of these drawings, those that are called so, and not “Not sure”.
std::size_t right(Engine& engine, std::span<const Picture> pictures, std::size_t label) {
  return static_cast<std::size_t>(std::ranges::count_if(pictures, [&](const Picture& picture) {
    const Prediction prediction = engine.predict(picture, PictureKind::drawing);
    return prediction.top == label && prediction.unlike.value_or(0) <= 1;
  }));
}

ImageSet examples_of(std::span<const Picture> pictures, std::size_t label) {
  ImageSet examples;
  for (const Picture& picture : pictures) {
    examples.pixels.insert(examples.pixels.end(), picture.begin(), picture.end());
    examples.labels.push_back(static_cast<std::uint8_t>(label));
  }
  return examples;
}

}  // namespace

TEST_CASE("Examples of a manner of drawing teach it at less than a point of accuracy",
          "[.][learning]") {
  Engine engine(std::max(1u, std::thread::hardware_concurrency()));
  load(engine, Split::train, Engine::needs(tuning()).train);
  load(engine, Split::test, 10'000);
  const std::vector<std::uint8_t> model = ready_made();
  engine.load_model(model);
  const double before = test_accuracy(engine);
  struct Style {
    const char* name;
    const Outline& outline;
    Manner manner;
    std::size_t label;
  };
  const Style styles[] = {
      {"a T-shirt, dotted", t_shirt_outline, in_dots, 0},
      {"a T-shirt, hatched", t_shirt_outline, hatched, 0},
      {"a bag, dotted", bag_outline, in_dots, 8},
      {"an ankle boot, in zigzag", boot_outline, in_zigzag, 9},
      {"a hat, which it has never heard of", hat_outline, plainly, 10},
  };
  for (const auto& [name, outline, manner, label] : styles) {
    CAPTURE(name);
    engine.load_model(model);
    const bool is_new = label == default_classes().size();
    if (is_new) engine.add_class("Hat");
    const std::size_t count = is_new ? 5 : 3;
    const std::vector<Picture> shown = drawn(outline, manner, count, 1);
    const std::vector<Picture> held_back = drawn(outline, manner, 3, 2);
    const std::size_t wrongly = right(engine, held_back, label);
    CHECK(wrongly <= 1);  // else there would be nothing to teach

    engine.fit_start(tuning(), examples_of(shown, label));
    while (engine.fitting()) engine.fit_step();
    CHECK(right(engine, shown, label) == count);
    const std::size_t now = right(engine, held_back, label);
    CHECK(now >= 2);
    const double after = test_accuracy(engine);
    CHECK(before - after <= 0.01);
    // What is nothing it still does not take for a garment.
    Numbers numbers(3);
    std::size_t known = 0;
    for (int n = 0; n < 20; ++n) {
      Picture noise;
      for (std::uint8_t& pixel : noise) pixel = static_cast<std::uint8_t>(numbers.below(256));
      known += engine.predict(noise).unlike.value() <= 1;
    }
    CHECK(known == 0);
    WARN(name << ": of three held back " << wrongly << " were right, now " << now
              << "; test accuracy " << before << " before, " << after << " now");
  }
}

#endif
