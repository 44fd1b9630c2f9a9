#include "training/mixture.h"

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>

#include "support/compare.h"
#include "support/mixtures.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

using Pixels = std::array<float, 784>;

Pixels filled(const Mixture& mixture, std::uint64_t seed, std::uint32_t step, std::size_t sample) {
  Pixels pixels;
  pixels.fill(-1);  // must be overwritten
  mixture.fill(seed, step, sample, pixels.data());
  return pixels;
}

float lightest(const Pixels& pixels) { return *std::ranges::max_element(pixels); }

/// Of a photo by block().
int grey(const Pixels& pixels) { return static_cast<int>(std::lround(255 * lightest(pixels))); }

}  // namespace

TEST_CASE("A batch has so many of each kind, in their order", "[mixture]") {
  const Mixture mixture = small_mixture();
  CHECK(mixture.per_batch() == 10);
  CHECK(mixture.has_outliers());
  std::size_t dark_rings = 0;
  for (std::uint32_t step = 0; step < 30; ++step) {
    CAPTURE(step);
    for (std::size_t sample = 0; sample < 10; ++sample) {
      CAPTURE(sample);
      const ClassSet target = mixture.target(4, step, sample);
      const Pixels pixels = filled(mixture, 4, step, sample);
      CHECK(std::ranges::all_of(pixels, [](float p) { return p >= 0 && p <= 1; }));
      if (sample < 2) {
        CHECK((target == only_class(2) || target == shoes));
        CHECK((grey(pixels) == 90 || grey(pixels) == 120));
      } else if (sample < 5) {
        CHECK(target == only_class(8));
        dark_rings += pixels[14 * 28 + 14] == 0;
      } else if (sample == 7) {
        CHECK(std::has_single_bit(target));
        CHECK(target < none_of_ten);
      } else {
        CHECK(target == none_of_ten);
        if (sample == 5) CHECK(grey(pixels) == 200);
        if (sample == 6) CHECK(pixels[14 * 28 + 14] > 0);  // where the cross's lines meet
      }
      CHECK(lightest(pixels) > 0.1f);
    }
  }
  CHECK(dark_rings > 45);  // half of all: three in four are not filled
}

TEST_CASE("No garment is the output behind the classes, however many there are", "[mixture]") {
  const auto targets = [](std::size_t classes) {
    const Mixture mixture(classes, {0, 0, 1, 0, 0, 1}, some_photos(), {});
    return std::pair(mixture.target(1, 1, 0), mixture.target(1, 1, 1));
  };
  CHECK(targets(10) == std::pair(none_of_ten, none_of_ten));
  CHECK(targets(11) == std::pair(only_class(11), only_class(11)));
  CHECK(targets(max_classes) == std::pair(no_garment, no_garment));
}

TEST_CASE("What is made up needs no pictures", "[mixture]") {
  const Mixture made_up(10, {0, 0, 0, 0, 0, 3, 2}, {}, {});
  CHECK(made_up.per_batch() == 5);
  CHECK(made_up.has_outliers());
  CHECK(made_up.target(1, 1, 0) == none_of_ten);
  CHECK(lightest(filled(made_up, 1, 1, 4)) > 0);
  const Mixture figures(10, {0, 0, 0, 0, 4}, {}, {});
  CHECK(figures.per_batch() == 4);
  CHECK_FALSE(figures.has_outliers());
  const Mixture garments = garment_mixture();
  CHECK(garments.per_batch() == 5);
  CHECK_FALSE(garments.has_outliers());
  const Mixture nothing(10, {}, some_photos(), some_drawings());
  CHECK(nothing.per_batch() == 0);
  CHECK_FALSE(nothing.has_outliers());
}

TEST_CASE("What a sample is does not depend on who asks, nor when", "[mixture]") {
  const Mixture mixture = small_mixture();
  for (std::size_t sample = 0; sample < 10; ++sample) {
    CAPTURE(sample);
    const Pixels once = filled(mixture, 1, 2, sample);
    CHECK(filled(small_mixture(), 1, 2, sample) == once);
    std::size_t others = 0;
    for (std::uint32_t other = 3; other < 8; ++other) {
      others += filled(mixture, 1, other, sample) != once;
      others += filled(mixture, other, 2, sample) != once;
    }
    CHECK(others > 7);
    CHECK(mixture.target(1, 2, sample) == mixture.target(1, 2, sample));
  }
  CHECK(filled(mixture, 1, 2, 7) != filled(mixture, 1, 2, 8));
}

TEST_CASE("Classes are met by the root of their size, their pictures alike", "[mixture]") {
  std::vector<LabelledPhoto> photos;
  std::vector<LabelledDrawing> drawings;
  // 1, 4 and 16 of a class: 1, 2 and 4 of seven. Those of no garment count for themselves.
  const std::pair<ClassSet, int> sizes[] = {
      {shoes, 1}, {only_class(3), 4}, {only_class(6), 16}, {no_garment, 9}};
  std::uint8_t shade = 60;
  for (const auto& [target, size] : sizes) {
    for (int i = 0; i < size; ++i) {
      photos.push_back(block(shade += 5, target));
      drawings.push_back(ring_drawing(target));
    }
  }
  const Mixture mixture(10, {1, 1, 1}, photos, drawings);
  constexpr std::size_t draws = 3500;
  std::map<ClassSet, std::size_t> photo_counts, drawing_counts;
  std::set<int> greys, other_greys;
  for (std::uint32_t step = 0; step < draws; ++step) {
    ++photo_counts[mixture.target(9, step, 0)];
    ++drawing_counts[mixture.target(9, step, 1)];
    if (step >= 500) continue;
    greys.insert(grey(filled(mixture, 9, step, 0)));
    other_greys.insert(grey(filled(mixture, 9, step, 2)));
  }
  for (auto* counts : {&photo_counts, &drawing_counts}) {
    CHECK(counts->size() == 3);
    CHECK((*counts)[shoes] == Approx(draws / 7).margin(70));
    CHECK((*counts)[only_class(3)] == Approx(2 * draws / 7).margin(90));
    CHECK((*counts)[only_class(6)] == Approx(4 * draws / 7).margin(100));
  }
  CHECK(greys.size() == 21);
  CHECK(other_greys.size() == 9);
}

TEST_CASE("A sample's target is that of its picture", "[mixture]") {
  std::vector<LabelledPhoto> photos;
  std::map<int, ClassSet> targets;
  for (std::size_t i = 0; i < 10; ++i) {
    const auto shade = static_cast<std::uint8_t>(100 + 10 * i);
    targets[shade] = i == 9 ? shoes : only_class(i);
    photos.push_back(block(shade, targets[shade]));
  }
  const Mixture mixture(10, {4}, photos, {});
  for (std::uint32_t step = 0; step < 50; ++step) {
    for (std::size_t sample = 0; sample < 4; ++sample) {
      CAPTURE(step, sample);
      CHECK(targets[grey(filled(mixture, 2, step, sample))] == mixture.target(2, step, sample));
    }
  }
}

TEST_CASE("Figures are of all classes, bags three times as often", "[mixture]") {
  const Mixture mixture(10, {0, 0, 0, 0, 2, 1}, {}, {});
  std::map<ClassSet, std::size_t> counts;
  for (std::uint32_t step = 0; step < 1200; ++step) ++counts[mixture.target(4, step, 1)];
  CHECK(counts.size() == 10);
  for (std::size_t c = 0; c < 10; ++c) {
    CHECK(counts[only_class(c)] == Approx(c == 8 ? 300 : 100).margin(45));
  }
  CHECK(mixture.target(4, 1, 2) == none_of_ten);
}

TEST_CASE("Four photos in five are warped, half of the others mirrored", "[mixture]") {
  const LabelledPhoto photo = block(153, only_class(4));
  const Mixture mixture(10, {1}, {photo}, {});
  Pixels as_is, mirrored;
  for (std::size_t i = 0; i < 784; ++i) {
    as_is[i] = static_cast<float>(photo.pixels[i]) / 255;
    mirrored[i / 28 * 28 + 27 - i % 28] = as_is[i];
  }
  std::size_t kept = 0, turned = 0;
  for (std::uint32_t step = 0; step < 500; ++step) {
    const Pixels pixels = filled(mixture, 3, step, 0);
    kept += same_bits(pixels, as_is);
    turned += same_bits(pixels, mirrored);
  }
  CHECK(kept == Approx(50).margin(18));
  CHECK(turned == Approx(50).margin(18));
}

TEST_CASE("A recipe that asks for what is not there is refused", "[mixture]") {
  const auto refused = [](const MixtureShares& shares, std::vector<LabelledPhoto> photos,
                          std::vector<LabelledDrawing> drawings) {
    return refusal([&] { Mixture(10, shares, std::move(photos), std::move(drawings)); });
  };
  const std::string rest = ", but none were given. Give some, or set its share to 0.";
  CHECK(refused({1}, {}, {}) == "bad-data: The recipe asks for photos of garments" + rest);
  CHECK(refused({1}, {block(9, no_garment)}, some_drawings()) ==
        "bad-data: The recipe asks for photos of garments" + rest);
  CHECK(refused({0, 1}, some_photos(), {cross_drawing(no_garment)}) ==
        "bad-data: The recipe asks for drawings of garments" + rest);
  CHECK(refused({0, 0, 1}, {block(9, shoes)}, some_drawings()) ==
        "bad-data: The recipe asks for photos of other things" + rest);
  CHECK(refused({0, 0, 0, 1}, some_photos(), {ring_drawing(shoes)}) ==
        "bad-data: The recipe asks for drawings of other things" + rest);
  CHECK(refused(some_of_each, some_photos(), some_drawings()) == "accepted");
}

TEST_CASE("A mixture's fingerprint is its own", "[mixture]") {
  const std::uint64_t whole = small_mixture().fingerprint();
  CHECK(small_mixture().fingerprint() == whole);
  std::set<std::uint64_t> seen{whole};
  std::size_t mixtures = 1;
  const auto other = [&](const auto& change) {
    MixtureShares shares = some_of_each;
    std::vector<LabelledPhoto> photos = some_photos();
    std::vector<LabelledDrawing> drawings = some_drawings();
    change(shares, photos, drawings);
    seen.insert(Mixture(10, shares, photos, drawings).fingerprint());
    ++mixtures;
  };
  for (const auto share :
       {&MixtureShares::photos, &MixtureShares::drawings, &MixtureShares::other_photos,
        &MixtureShares::other_drawings, &MixtureShares::figures, &MixtureShares::scribbles,
        &MixtureShares::noise}) {
    other([&](auto& shares, auto&, auto&) { ++(shares.*share); });
  }
  other([](auto&, auto& photos, auto&) { photos[1].pixels[500] ^= 1; });
  other([](auto&, auto& photos, auto&) { photos[0].target = only_class(3); });
  other([](auto&, auto& photos, auto&) { std::swap(photos[0], photos[1]); });
  other([](auto&, auto& photos, auto&) { photos.push_back(photos[0]); });
  other([](auto&, auto&, auto& drawings) { drawings[0].target = shoes; });
  other([](auto&, auto&, auto& drawings) { drawings[0].lines[0][7].x += 0.001f; });
  other([](auto&, auto&, auto& drawings) { drawings[1].lines[1][1].y += 0.001f; });
  other([](auto&, auto&, auto& drawings) { drawings[1].lines.pop_back(); });
  other([](auto&, auto&, auto& drawings) { std::swap(drawings[0], drawings[1]); });
  other([](auto&, auto&, auto& drawings) {  // the same places, the pen up elsewhere
    drawings[1].lines = {{{0, 40}}, {{80, 40}, {40, 0}, {40, 80}}};
  });
  CHECK(seen.size() == mixtures);
}
