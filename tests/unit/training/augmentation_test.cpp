#include "training/augmentation.h"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/compare.h"
#include "training/image_range.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

using Pixels = std::vector<float>;

/// A garment as the data set frames them: an upright shape that touches top and bottom.
Pixels garment() {
  Pixels pixels(784);
  for (std::size_t y = 0; y < 28; ++y) {
    const std::size_t half = 5 + y / 6;
    for (std::size_t x = 14 - half; x < 14 + half; ++x) pixels[y * 28 + x] = 0.8f;
  }
  return pixels;
}

TrainingSettings photos(std::uint64_t seed) {
  TrainingSettings settings;
  settings.augmentation = Augmentation::photo;
  settings.seed = seed;
  return settings;
}

Pixels augmented(std::uint64_t seed, std::uint32_t step, std::size_t sample, std::size_t label) {
  Pixels pixels = garment();
  Augmenter(photos(seed), step).apply(sample, label, pixels.data());
  return pixels;
}

}  // namespace

TEST_CASE("Without augmentation images stay as they are", "[training]") {
  Pixels pixels = garment();
  Augmenter(TrainingSettings{}, 2).apply(3, 4, pixels.data());
  CHECK(pixels == garment());
}

TEST_CASE("An image's change depends on seed, step and sample, and on nothing else", "[training]") {
  std::size_t by_seed = 0, by_step = 0, by_sample = 0;
  for (std::size_t sample = 0; sample < 20; ++sample) {
    const Pixels once = augmented(1, 2, sample, 6);
    CHECK(augmented(1, 2, sample, 6) == once);
    by_seed += augmented(2, 2, sample, 6) != once;
    by_step += augmented(1, 3, sample, 6) != once;
    by_sample += augmented(1, 2, sample + 1000, 6) != once;
  }
  // Now and then both are left alone.
  CHECK(by_seed > 15);
  CHECK(by_step > 15);
  CHECK(by_sample > 15);
}

TEST_CASE("Changed images stay pictures of one garment", "[training]") {
  constexpr std::size_t samples = 300;
  std::size_t changed = 0, framed = 0;
  for (std::size_t label = 0; label < 10; ++label) {
    for (std::size_t sample = 0; sample < samples / 10; ++sample) {
      const Pixels pixels = augmented(7, static_cast<std::uint32_t>(label), sample, label);
      changed += pixels != garment();
      CHECK(std::ranges::all_of(pixels, [](float p) { return p >= 0 && p <= 0.8f + 1e-5f; }));
      // Neither lost nor blown up.
      const auto covered = std::ranges::count_if(pixels, [](float p) { return p > 0.1f; });
      CHECK(covered > 784 / 10);
      CHECK(covered < 750);
      // As the data set does it, the garment fills the frame from one border to the other.
      const auto lit = [](float p) { return p > 0.05f; };
      bool top = false, bottom = false, left = false, right = false;
      for (std::size_t i = 0; i < 28; ++i) {
        top |= lit(pixels[i]) || lit(pixels[28 + i]);
        bottom |= lit(pixels[27 * 28 + i]) || lit(pixels[26 * 28 + i]);
        left |= lit(pixels[28 * i]) || lit(pixels[28 * i + 1]);
        right |= lit(pixels[28 * i + 27]) || lit(pixels[28 * i + 26]);
      }
      framed += (top && bottom) || (left && right);
    }
  }
  CHECK(changed > samples * 7 / 10);  // eight in ten
  CHECK(changed < samples * 9 / 10);
  CHECK(framed > samples * 6 / 10);  // four in ten are shifted or scaled once more
}

TEST_CASE("Photos are the same as ever", "[training]") {
  // Sum, middle and sum of squares of changed garments, as they were before drawings were thought
  // of.
  struct Moments {
    double sum, x, y, squares;
  };
  constexpr Moments expected[] = {
      {262.008, 13.537, 14.688, 201.789}, {260.864, 13.550, 15.092, 199.411},
      {307.200, 13.500, 15.063, 245.760}, {326.669, 15.272, 14.730, 251.757},
      {320.100, 15.812, 14.955, 246.985}, {239.532, 12.779, 15.067, 184.024},
      {342.149, 12.258, 15.004, 263.220}, {256.415, 11.950, 14.459, 197.941},
      {324.634, 13.049, 15.251, 250.066}, {307.200, 13.500, 15.063, 245.760},
  };
  for (std::size_t sample = 0; sample < 10; ++sample) {
    CAPTURE(sample);
    const Pixels pixels = augmented(11, 3, sample, sample);
    Moments found{};
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      found.sum += pixels[i];
      found.x += pixels[i] * static_cast<float>(i % 28);
      found.y += pixels[i] * static_cast<float>(i / 28);
      found.squares += pixels[i] * pixels[i];
    }
    CHECK(found.sum == Approx(expected[sample].sum).epsilon(1e-3));
    CHECK(found.x / found.sum == Approx(expected[sample].x).margin(0.01));
    CHECK(found.y / found.sum == Approx(expected[sample].y).margin(0.01));
    CHECK(found.squares == Approx(expected[sample].squares).epsilon(1e-3));
  }
}

TEST_CASE("Three in ten become drawings, a quarter photos, the others stay as they are",
          "[training]") {
  constexpr std::size_t samples = 1000;
  TrainingSettings drawings = photos(3), both = photos(3);
  drawings.augmentation = Augmentation::drawing;
  both.augmentation = Augmentation::both;
  const auto changed_by = [](const TrainingSettings& settings, std::size_t sample) {
    Pixels pixels = garment();
    pixels[400] = 0.1f;  // so that none is its own mirror image
    Augmenter(settings, 5).apply(sample, 4, pixels.data());
    return pixels;
  };
  Pixels before = garment();
  before[400] = 0.1f;
  std::size_t drawn = 0, warped = 0;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    const Pixels alone = changed_by(drawings, sample), beside = changed_by(both, sample);
    if (alone != before) {
      ++drawn;
      CHECK(beside == alone);  // the same drawing, whether there are photos or not
      CHECK(std::ranges::all_of(alone, [](float p) { return p >= 0 && p <= 1; }));
    } else {
      warped += beside != before;
    }
  }
  CHECK(drawn == Approx(samples * 0.3).margin(45));
  CHECK(warped == Approx(samples * 0.25).margin(40));
}

TEST_CASE("A drawing depends on seed, step and sample, and an image without a garment stays",
          "[training]") {
  TrainingSettings settings = photos(3);
  settings.augmentation = Augmentation::drawing;
  const auto drawn = [&](std::uint32_t step, std::size_t sample) {
    Pixels pixels = garment();
    Augmenter(settings, step).apply(sample, 4, pixels.data());
    return pixels;
  };
  std::size_t by_step = 0;
  for (std::size_t sample = 0; sample < 20; ++sample) {
    CHECK(drawn(1, sample) == drawn(1, sample));
    by_step += drawn(1, sample) != drawn(2, sample);
    Pixels dark(784, 0.01f);
    Augmenter(settings, 1).apply(sample, 4, dark.data());
    CHECK(dark == Pixels(784, 0.01f));
  }
  CHECK(by_step > 4);
}

TEST_CASE("Figures take the place of one image in eight, and leave the others alone",
          "[training]") {
  constexpr std::size_t samples = 2000;
  TrainingSettings figures = photos(3);
  figures.augmentation = Augmentation::none;
  figures.figures = true;
  std::size_t drawn = 0;
  for (std::size_t sample = 0; sample < samples; ++sample) {
    Pixels pixels = garment();
    Augmenter(figures, 5).apply(sample, sample % 10, pixels.data());
    if (pixels == garment()) continue;
    ++drawn;
    CHECK(std::ranges::all_of(pixels, [](float p) { return p >= 0 && p <= 1; }));
    CHECK(std::ranges::max(pixels) > 0.15f);
  }
  CHECK(drawn == Approx(samples * 0.125).margin(45));
}

TEST_CASE("An empty picture stays empty", "[training]") {
  for (std::size_t sample = 0; sample < 20; ++sample) {
    Pixels pixels(784);
    Augmenter(photos(1), 1).apply(sample, 2, pixels.data());
    CHECK(std::ranges::count(pixels, 0.0f) == 784);
  }
}
