// The distance and the roughness against NumPy (tools/fixtures/novelty.py says how), and what the
// engine makes of them.
#include "engine/novelty.h"

#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <optional>

#include "support/compare.h"
#include "support/fixture.h"
#include "support/numbers.h"
#include "support/pictures.h"
#include "support/small_engine.h"
#include "training/image_range.h"
#include "training/sketch/sketch.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

constexpr std::size_t enough = 2'200;  // images, for a novelty score

Picture picture_at(const ImageSet& images, std::size_t index) {
  Picture picture;
  std::ranges::copy(images.image(index), picture.begin());
  return picture;
}

/// A trained engine with images enough.
struct TrainedEngine : SmallEngine {
  TrainedEngine() : SmallEngine(small_layers(), 2) {
    add_pictures(*this, Split::train, enough - 2'020, 9);
    train();
  }
  void train(Augmentation augmentation = Augmentation::none) {
    TrainingSettings settings = short_run();
    settings.augmentation = augmentation;
    fit_start(settings);
    while (fitting()) fit_step();
  }
  NoveltyProgress fit_novelty() {
    fit_novelty_start();
    for (;;) {
      const NoveltyProgress progress = fit_novelty_step();
      if (progress.done) return progress;
    }
  }
};

Novelty fitted(const Fixture& fixture) {
  const Tensor features = fixture.tensor("features"), labels = fixture.tensor("labels");
  const std::size_t width = features.shape()[1], first = 150;
  const std::vector<std::uint8_t> bytes(labels.values().begin(), labels.values().end());
  Novelty::Fit fit(width, fixture.metadata("classes"));
  fit.add(features.values().first(first * width), std::span(bytes).first(first));
  fit.add(features.values().subspan(first * width), std::span(bytes).subspan(first));
  return fit.finish();
}

}  // namespace

TEST_CASE("The distance is the relative Mahalanobis distance of NumPy", "[novelty]") {
  const Fixture fixture("novelty.safetensors");
  const Novelty novelty = fitted(fixture);
  const Tensor queries = fixture.tensor("queries");
  const std::size_t width = queries.shape()[1];
  std::vector<float> distances;
  for (std::size_t i = 0; i < queries.shape()[0]; ++i) {
    distances.push_back(novelty.distance(queries.values().subspan(i * width, width)));
  }
  CHECK(relative_error(distances, fixture.doubles("distances")) < 1e-4);
}

TEST_CASE("Roughness is that of NumPy, and a plain picture has none", "[novelty]") {
  const Fixture fixture("novelty.safetensors");
  const ImageSet images = pictures(1, 1);
  const Tensor values = fixture.tensor("pictures"), expected = fixture.tensor("roughness");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    Picture picture;
    for (std::size_t p = 0; p < picture.size(); ++p) {
      picture[p] = static_cast<std::uint8_t>(values[i * picture.size() + p]);
    }
    CHECK(roughness(picture) == Approx(expected[i]).epsilon(1e-4));
  }
  Picture plain;
  plain.fill(77);
  CHECK(roughness(plain) == Approx(0).margin(1e-4));
}

TEST_CASE("The limits are the middle and the end of what held-out images are like", "[novelty]") {
  Novelty novelty = fitted(Fixture("novelty.safetensors"));
  std::vector<float> distances(1000), roughnesses(1000, 0.5f);
  for (std::size_t i = 0; i < distances.size(); ++i) distances[i] = static_cast<float>(i) - 400;
  novelty.set_limits(PictureKind::photo, Novelty::limits_of(distances, roughnesses));
  for (float& distance : distances) distance += 1000;
  novelty.set_limits(PictureKind::drawing, Novelty::limits_of(distances, roughnesses));
  std::vector<NamedTensor> tensors;
  novelty.append_tensors(tensors);
  CHECK(tensors.back().values == std::vector<float>{99, 569, 0.5f, 1099, 1569, 0.5f});
}

TEST_CASE("A network that makes the same of all images has nothing to tell them apart by",
          "[novelty]") {
  // 1/3 and its products are rounded, so the sums do not cancel to nothing.
  for (const std::size_t images : {320u, 1'000u, 6'000u}) {
    Novelty::Fit fit(5, 10);
    const std::vector<float> same = {0.1f, 1 / 3.0f, 0, 7.7f, 1e-3f};
    for (std::size_t n = 0; n < images; ++n) {
      const auto label = static_cast<std::uint8_t>(n % 10);
      fit.add(same, {&label, 1});
    }
    CHECK(refusal([&] { fit.finish(); }).starts_with("wrong-state: The network makes the same"));
  }
}

TEST_CASE("Many features are folded: those of value 0 change nothing", "[novelty]") {
  constexpr std::size_t images = 300, width = 600;
  Numbers numbers(3);
  std::vector<float> wide(images * width), narrow;
  std::vector<std::uint8_t> labels;
  for (std::size_t n = 0; n < images; ++n) {
    labels.push_back(static_cast<std::uint8_t>(n % 10));
    for (std::size_t i = 0; i < Novelty::most_features; ++i) {
      wide[n * width + i] = numbers.uniform() + (i % 10 == labels.back() ? 1.0f : 0.0f);
      narrow.push_back(wide[n * width + i]);
    }
  }
  Novelty::Fit wide_fit(width, 10), narrow_fit(Novelty::most_features, 10);
  wide_fit.add(wide, labels);
  narrow_fit.add(narrow, labels);
  const Novelty a = wide_fit.finish(), b = narrow_fit.finish();
  std::span<float> query = std::span(wide).first(width);
  const float before = a.distance(query);
  CHECK(before == b.distance(std::span(narrow).first(Novelty::most_features)));
  query[width - 1] = 5;
  CHECK(a.distance(query) != before);
}

TEST_CASE("An engine with a novelty score turns few of its held-out images away", "[novelty]") {
  TrainedEngine engine;
  const Picture picture = picture_at(engine.images(Split::train), 0);
  CHECK_FALSE(engine.predict(picture).unlike.has_value());
  const NoveltyProgress progress = engine.fit_novelty();
  CHECK(progress.processed == enough);
  CHECK(progress.count == enough);
  std::size_t unlike = 0;
  for (std::size_t i = enough - 2'000; i < enough; ++i) {
    unlike += *engine.predict(picture_at(engine.images(Split::train), i)).unlike > 1;
  }
  CHECK(unlike >= 60);
  CHECK(unlike <= 70);
}

TEST_CASE("A novelty score travels in the model's file", "[novelty]") {
  TrainedEngine engine;
  engine.fit_novelty();
  const Picture picture = picture_at(engine.images(Split::train), 3);
  const float unlike = *engine.predict(picture).unlike;
  SmallEngine other;
  other.load_model(engine.save_model());
  CHECK(other.predict(picture).unlike == unlike);
  other.load_model(engine.save_model(Precision::float16));
  CHECK(*other.predict(picture).unlike == Approx(unlike).margin(0.05));
}

TEST_CASE("A network that has learned drawings has limits of its own for them", "[novelty]") {
  TrainedEngine engine;
  engine.train(Augmentation::both);
  CHECK(engine.fit_novelty().count == 2 * enough);
  const auto unlike = [&](const Picture& picture, PictureKind kind) {
    return *engine.predict(picture, kind).unlike;
  };
  std::size_t drawings = 0, photos = 0;
  std::vector<Picture> sketches;
  for (std::size_t i = enough - 2'000; i < enough; ++i) {
    const ImageSet& images = engine.images(Split::train);
    std::array<float, image_pixels> pixels;
    std::ranges::transform(images.image(i), pixels.begin(), scale_pixel);
    Draws draws(Philox(7, Purpose::sketch, static_cast<std::uint32_t>(i), 3));
    const std::optional<Picture> drawn = sketch(pixels, images.labels[i], draws);
    if (!drawn) continue;
    sketches.push_back(*drawn);
    drawings += unlike(*drawn, PictureKind::drawing) > 1;
    photos += unlike(picture_at(images, i), PictureKind::photo) > 1;
  }
  // About as many as of the pictures that the limits come from, half of which are warped as photos.
  CHECK(drawings < sketches.size() / 15);
  CHECK(photos < sketches.size() / 6);
  CHECK(unlike(sketches[0], PictureKind::drawing) != unlike(sketches[0], PictureKind::photo));
  const float before = unlike(sketches[0], PictureKind::drawing);
  engine.load_model(engine.save_model());
  CHECK(unlike(sketches[0], PictureKind::drawing) == before);
}

TEST_CASE("A file from before there were kinds judges both as it judged all", "[novelty]") {
  TrainedEngine engine;
  engine.fit_novelty();
  const Picture picture = picture_at(engine.images(Split::train), 3);
  const float unlike = *engine.predict(picture).unlike;
  ModelFile file = read_safetensors(engine.save_model());
  NamedTensor& limits =
      *std::ranges::find(file.tensors, std::string("novelty/limits"), &NamedTensor::name);
  limits.shape = {3};
  limits.values.resize(3);
  engine.load_model(write_safetensors(file, Precision::float32));
  CHECK(*engine.predict(picture, PictureKind::photo).unlike == unlike);
  CHECK(*engine.predict(picture, PictureKind::drawing).unlike == unlike);
}

TEST_CASE("A novelty score is of the weights that it was made for", "[novelty]") {
  TrainedEngine engine;
  engine.fit_novelty();
  engine.fit_start(short_run());
  CHECK(engine.tells_unlike());
  engine.fit_step();
  CHECK_FALSE(engine.tells_unlike());
  engine.fit_novelty_start();
  engine.fit_step();
  CHECK_THAT(refusal([&] { engine.fit_novelty_step(); }),
             Catch::Matchers::StartsWith("wrong-state"));
  engine.fit_novelty();
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK_FALSE(engine.tells_unlike());
}

TEST_CASE("A novelty score is fitted to examples whose run has ended", "[novelty]") {
  const auto fitted_model = [](bool ends) {
    TrainedEngine engine;
    engine.fit_start(short_run(), pictures(3, 7));
    engine.fit_step();
    engine.fit_novelty_start();
    if (ends) engine.fit_stop();
    while (!engine.fit_novelty_step().done) {
    }
    return engine.save_model();
  };
  CHECK(fitted_model(true) == fitted_model(false));
}

TEST_CASE("A novelty score needs images, and a network that tells them apart", "[novelty]") {
  SmallEngine engine;
  CHECK(refusal([&] { engine.fit_novelty_start(); }) ==
        "wrong-state: The novelty score needs 2,200 training images and 2,020 are loaded. Load the "
        "images first.");
  Novelty::Fit fit(3, 10);
  fit.add(std::vector<float>{1, 2, 3, 1, 2, 3}, std::vector<std::uint8_t>{0, 0});
  CHECK_THAT(refusal([&] { fit.finish(); }),
             Catch::Matchers::StartsWith("wrong-state: The network makes"));
}

TEST_CASE("A model file with a broken novelty score is refused", "[novelty]") {
  TrainedEngine engine;
  engine.fit_novelty();
  const auto refused = [&](const char* name, const auto& change) {
    ModelFile file = read_safetensors(engine.save_model());
    change(*std::ranges::find(file.tensors, name, &NamedTensor::name));
    return refusal([&] { engine.load_model(write_safetensors(file, Precision::float32)); });
  };
  CHECK(refused("novelty/bias", [](NamedTensor& bias) { bias.name = "novelty/biases"; }) ==
        "bad-model: This file's \"novelty/bias\" is missing or of another network. Choose another "
        "file.");
  CHECK_THAT(refused("novelty/centres",
                     [](NamedTensor& centres) { std::swap(centres.shape[0], centres.shape[1]); }),
             Catch::Matchers::StartsWith("bad-model: This file's \"novelty/centres\""));
  CHECK_THAT(refused("novelty/limits", [](NamedTensor& limits) { limits.values[1] = -1e9f; }),
             Catch::Matchers::StartsWith("bad-model: The limits in this file's"));
  CHECK(engine.tells_unlike());
}
