#include "data/class_order.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <vector>

using namespace fitting_room;
using Labels = std::vector<std::uint8_t>;

namespace {

/// `each` labels of each class, sorted.
Labels sorted(std::size_t each, std::size_t classes = 10) {
  Labels labels;
  for (std::size_t c = 0; c < classes; ++c) labels.insert(labels.end(), each, c);
  return labels;
}

Labels shuffled(Labels labels, std::size_t begin, std::size_t end, std::uint32_t seed) {
  std::mt19937 random(seed);
  for (std::size_t left = end - begin; left > 1; --left) {
    std::swap(labels[begin + left - 1], labels[begin + random() % left]);
  }
  return labels;
}

}  // namespace

TEST_CASE("Classes are counted", "[data]") {
  const Labels labels = {9, 0, 9, 3};
  CHECK(count_classes(labels) == ClassCounts{1, 0, 0, 1, 0, 0, 0, 0, 0, 2});
  CHECK(count_classes({}) == ClassCounts{});
}

TEST_CASE("Labels in random order, or balanced, are mixed", "[data]") {
  CHECK(is_mixed({}));
  CHECK(is_mixed(Labels{4}));
  CHECK(is_mixed(Labels(5'000, 4)));  // there is but one class
  for (const std::size_t each : {1u, 20u, 200u, 6'000u}) {
    CAPTURE(each);
    const Labels labels = sorted(each);
    Labels round;
    for (std::size_t i = 0; i < labels.size(); ++i) round.push_back(i % 10);
    CHECK(is_mixed(round));
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
      CHECK(is_mixed(shuffled(labels, 0, labels.size(), seed)));
    }
  }
  // Parts of very different sizes.
  Labels rare(3'000, 1);
  rare.insert(rare.end(), {2, 2, 5});
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    CHECK(is_mixed(shuffled(rare, 0, rare.size(), seed)));
  }
}

TEST_CASE("Labels sorted by class, in whole or in part, are not mixed", "[data]") {
  for (const std::size_t each : {200u, 6'000u}) {
    CAPTURE(each);
    Labels labels = sorted(each);
    CHECK_FALSE(is_mixed(labels));
    CHECK_FALSE(is_mixed(sorted(each, 2)));
    std::ranges::reverse(labels);
    CHECK_FALSE(is_mixed(labels));
    // Each half has classes of its own, in random order.
    const std::size_t half = labels.size() / 2;
    labels = shuffled(shuffled(labels, 0, half, 1), half, labels.size(), 2);
    CHECK_FALSE(is_mixed(labels));
    // All are mixed but the last class, which comes behind the others.
    labels = sorted(each);
    CHECK_FALSE(is_mixed(shuffled(labels, 0, labels.size() - each, 3)));
  }
}
