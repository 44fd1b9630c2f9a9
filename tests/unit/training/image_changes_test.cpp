#include "training/image_changes.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <vector>

#include "support/compare.h"
#include "support/numbers.h"
#include "training/augmentation.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Pixels = std::vector<float>;

/// No two pixels alike, so that each can be told wherever it goes.
Pixels numbered() {
  Pixels pixels(784);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i + 1) / 1024;
  return pixels;
}

Pixels changed(const TrainingSettings& settings, std::size_t sample, std::uint32_t step = 3) {
  Pixels pixels = numbered();
  Augmenter(settings, step).apply(sample, 0, pixels.data());
  return pixels;
}

TrainingSettings only(bool TrainingSettings::* kind) {
  TrainingSettings settings;
  settings.*kind = true;
  return settings;
}

Pixels flipped() {
  Pixels pixels(784);
  for (std::size_t i = 0; i < 784; ++i) pixels[i] = numbered()[i / 28 * 28 + 27 - i % 28];
  return pixels;
}

}  // namespace

TEST_CASE("A shift moves each pixel, and lets black in", "[training]") {
  for (const auto& [right, down] : {std::pair{2, -1}, {0, 0}, {-2, 2}, {27, 0}, {0, -28}}) {
    CAPTURE(right, down);
    Pixels pixels = numbered();
    shift(pixels.data(), right, down);
    for (int y = 0; y < 28; ++y)
      for (int x = 0; x < 28; ++x) {
        const int row = y - down, column = x - right;
        const bool inside = row >= 0 && row < 28 && column >= 0 && column < 28;
        const float expected = inside ? static_cast<float>(row * 28 + column + 1) / 1024 : 0.0f;
        REQUIRE(pixels[static_cast<std::size_t>(y * 28 + x)] == expected);
      }
  }
}

TEST_CASE("Half of the images are flipped", "[training]") {
  std::size_t turned = 0;
  const Pixels other = flipped();
  for (std::size_t sample = 0; sample < 400; ++sample) {
    const Pixels pixels = changed(only(&TrainingSettings::flip), sample);
    CHECK((pixels == numbered() || pixels == other));
    turned += pixels == other;
  }
  CHECK(turned > 160);
  CHECK(turned < 240);
}

TEST_CASE("Shifts go up to two pixels each way, all of them", "[training]") {
  std::set<Pixels> expected, found;
  for (int right = -2; right <= 2; ++right)
    for (int down = -2; down <= 2; ++down) {
      Pixels pixels = numbered();
      shift(pixels.data(), right, down);
      expected.insert(pixels);
    }
  for (std::size_t sample = 0; sample < 400; ++sample) {
    found.insert(changed(only(&TrainingSettings::shift), sample));
  }
  CHECK(found == expected);
}

TEST_CASE("Erasing covers a rectangle of 2 to 40 % in every second image", "[training]") {
  std::size_t erased = 0;
  for (std::size_t sample = 0; sample < 400; ++sample) {
    const Pixels before = numbered(), after = changed(only(&TrainingSettings::erase), sample);
    if (before == after) continue;
    ++erased;
    std::size_t left = 28, right = 0, top = 28, bottom = 0, differing = 0;
    for (std::size_t i = 0; i < 784; ++i) {
      if (before[i] == after[i]) continue;
      ++differing;
      left = std::min(left, i % 28);
      right = std::max(right, i % 28 + 1);
      top = std::min(top, i / 28);
      bottom = std::max(bottom, i / 28 + 1);
    }
    // All of the rectangle is new, and nothing beside it.
    CHECK(differing == (right - left) * (bottom - top));
    CHECK(differing >= 784 / 100);  // sides are rounded to pixels
    CHECK(differing <= 784 * 43 / 100);
    CHECK(std::ranges::all_of(after, [](float p) { return p >= 0 && p < 1; }));
  }
  CHECK(erased > 160);
  CHECK(erased < 240);
}

TEST_CASE("Rectangles of all shapes lie inside, up to the borders", "[training]") {
  bool at_left = false, at_bottom = false, wide = false, tall = false;
  for (std::uint32_t stream = 0; stream < 2000; ++stream) {
    Draws draws(Philox(1, Purpose::change, stream, 0));
    const Rectangle r = draw_rectangle(draws);
    REQUIRE(r.width >= 1);
    REQUIRE(r.height >= 1);
    REQUIRE(r.left + r.width <= 28);
    REQUIRE(r.top + r.height <= 28);
    at_left |= r.left == 0;
    at_bottom |= r.top + r.height == 28;
    wide |= r.width > 2 * r.height;
    tall |= r.height > 2 * r.width;
  }
  CHECK(at_left);
  CHECK(at_bottom);
  CHECK(wide);
  CHECK(tall);
}

TEST_CASE("A change depends on seed, step and sample, and not on the other changes", "[training]") {
  TrainingSettings all = only(&TrainingSettings::flip);
  all.shift = all.erase = true;
  TrainingSettings other_seed = all;
  other_seed.seed = 2;
  std::size_t differing = 0;
  for (std::size_t sample = 0; sample < 20; ++sample) {
    CHECK(changed(all, sample) == changed(all, sample));
    differing += changed(all, sample) != changed(all, sample, 4);
    differing += changed(all, sample) != changed(other_seed, sample);
    differing += changed(all, sample) != changed(all, sample + 100);

    TrainingSettings both = only(&TrainingSettings::flip);
    both.shift = true;
    // What shift alone does to an image that flip alone has or has not turned.
    Pixels expected = changed(only(&TrainingSettings::flip), sample);
    Augmenter(only(&TrainingSettings::shift), 3).apply(sample, 0, expected.data());
    CHECK(changed(both, sample) == expected);
  }
  CHECK(differing > 50);
}
