// The parts that imaging is made of, each against answers worked out by hand or by brute force.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "canvas.h"
#include "imaging/colour.h"
#include "imaging/colour_mixture.h"
#include "imaging/distance.h"
#include "imaging/min_cut.h"
#include "imaging/palette.h"
#include "imaging/regions.h"
#include "imaging/shrink.h"
#include "imaging/smooth.h"

using namespace fitting_room;
using namespace fitting_room::imaging;
using Catch::Approx;
namespace drawn = fitting_room::testing;

namespace {

Mask mask_of(const std::vector<std::string>& rows) {
  Mask mask(rows[0].size(), rows.size());
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) mask.at(x, y) = rows[y][x] == '#';
  }
  return mask;
}

std::vector<std::string> rows_of(const Mask& mask) {
  std::vector<std::string> rows(mask.height, std::string(mask.width, '.'));
  for (std::size_t y = 0; y < mask.height; ++y) {
    for (std::size_t x = 0; x < mask.width; ++x) {
      if (mask.at(x, y)) rows[y][x] = '#';
    }
  }
  return rows;
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("Shrinking averages areas and lets transparent pixels not count") {
  drawn::Canvas canvas(4, 2, drawn::black);
  canvas.set(0, 0, {200, 100, 0});
  canvas.set(1, 1, {100, 0, 60});
  canvas.set(2, 0, {255, 255, 255, 0});
  canvas.set(3, 0, {10, 20, 30});
  canvas.set(2, 1, {30, 40, 50});
  canvas.set(3, 1, {50, 60, 70});
  const Plane<Pixel> small = shrink(canvas.view(), 2);
  REQUIRE(small.width == 2);
  REQUIRE(small.height == 1);
  CHECK(small.at(0, 0).red == Approx(75 / 255.0));
  CHECK(small.at(0, 0).green == Approx(25 / 255.0));
  CHECK(small.at(0, 0).blue == Approx(15 / 255.0));
  CHECK(small.at(0, 0).alpha == Approx(1));
  CHECK(small.at(1, 0).red == Approx(30 / 255.0));
  CHECK(small.at(1, 0).blue == Approx(50 / 255.0));
  CHECK(small.at(1, 0).alpha == Approx(0.75));
}

TEST_CASE("Shrinking leaves small images alone and keeps every edge at least a pixel") {
  drawn::Canvas canvas(3, 2, drawn::white);
  canvas.set(2, 1, {51, 102, 153});
  const Plane<Pixel> same = shrink(canvas.view(), 112);
  REQUIRE(same.width == 3);
  REQUIRE(same.height == 2);
  CHECK(same.at(2, 1).green == Approx(0.4));
  CHECK(same.at(1, 1).green == Approx(1));

  const Plane<Pixel> thread = shrink(drawn::Canvas(1, 4000, drawn::white).view(), 112);
  CHECK(thread.width == 1);
  CHECK(thread.height == 112);
}

TEST_CASE("Resizing takes part of a pixel where edges fall inside it") {
  Plane<float> row(3, 1);
  row.values = {0, 3, 9};
  CHECK(resize(row, {0, 0, 3, 1}, 2, 1).values == std::vector<float>{1, 7});
  CHECK(resize(row, {1, 0, 2, 1}, 4, 1).values == std::vector<float>{3, 3, 9, 9});
  CHECK(resize(row, {0, 0, 3, 1}, 1, 2).values == std::vector<float>{4, 4});
}

TEST_CASE("OKLab of white, black and red is what its author gives") {
  const Colour white = oklab({1, 1, 1, 1}), black = oklab({0, 0, 0, 1}), red = oklab({1, 0, 0, 1});
  CHECK((white - Colour(1, 0, 0)).norm() < 1e-3f);
  CHECK(black.norm() < 1e-6f);
  CHECK((red - Colour(0.62796f, 0.22486f, 0.12585f)).norm() < 1e-3f);
}

TEST_CASE("A palette sorts pixels into few cells of nearly their colour") {
  Plane<Pixel> photo(40, 25);
  std::mt19937 random(1);
  for (Pixel& pixel : photo.values) {
    const float level = random() % 2 ? 0.2f : 0.8f;
    pixel = {level, level, level, 1};
  }
  const Palette palette(photo);
  REQUIRE(palette.colours.size() == 2);
  for (std::size_t i = 0; i < photo.size(); ++i) {
    CHECK((palette.colours[palette.cells.values[i]] - oklab(photo.values[i])).norm() < 1e-5f);
  }
}

TEST_CASE("A colour mixture is dense where its samples are") {
  const std::vector<Colour> samples{{0.2f, 0, 0}, {0.22f, 0, 0}, {0.8f, 0.1f, 0.1f}, {0.5f, 0, 0}};
  const std::vector<float> weights{30, 30, 40, 0};
  const ColourMixture mixture(samples, weights, 3);
  const float at_dark = mixture.log_density(samples[0]), at_red = mixture.log_density(samples[2]);
  const float nowhere = mixture.log_density(samples[3]);
  CHECK(at_dark > nowhere + 10);
  CHECK(at_red > nowhere + 10);

  // One sample alone: a Gaussian of the camera's scatter, 0.02 along each axis.
  const ColourMixture single(std::vector<Colour>{{0.5f, 0, 0}}, std::vector<float>{1}, 3);
  const float peak = -1.5f * std::log(2 * 3.14159265f * 0.0004f);
  CHECK(single.log_density({0.5f, 0, 0}) == Approx(peak).epsilon(1e-4));
  CHECK(single.log_density({0.52f, 0, 0}) == Approx(peak - 0.5f).epsilon(1e-3));

  const ColourMixture none(samples, std::vector<float>(4, 0.0f), 3);
  CHECK(std::isfinite(none.log_density({0, 0, 0})));
}

TEST_CASE("The cut is the cheapest of all labellings") {
  std::mt19937 random(42);
  const auto cost = [&] { return static_cast<float>(random() % 1000) / 100; };
  for (int round = 0; round < 40; ++round) {
    constexpr std::size_t width = 4, height = 3, count = width * height;
    GridCut grid(width, height);
    std::vector<float> garment(count), background(count);
    struct Edge {
      std::size_t from, to;
      float cost;
    };
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t x = i % width, y = i / width;
      garment[i] = cost();
      background[i] = cost();
      grid.set_costs(x, y, garment[i], background[i]);
      for (std::size_t step = 0; step < GridCut::forward_steps.size(); ++step) {
        const std::size_t u = x + GridCut::forward_steps[step][0];
        const std::size_t v = y + GridCut::forward_steps[step][1];
        if (u >= width || v >= height) continue;
        edges.push_back({i, v * width + u, cost() / 2});
        grid.set_edge(x, y, step, edges.back().cost);
      }
    }
    const auto energy = [&](auto&& label) {
      float sum = 0;
      for (std::size_t i = 0; i < count; ++i) sum += label(i) ? garment[i] : background[i];
      for (const Edge& edge : edges) sum += label(edge.from) != label(edge.to) ? edge.cost : 0;
      return sum;
    };
    float least = std::numeric_limits<float>::max();
    for (unsigned labels = 0; labels < 1u << count; ++labels) {
      least = std::min(least, energy([&](std::size_t i) { return (labels >> i & 1) != 0; }));
    }
    const Mask mask = grid.cut();
    CHECK(energy([&](std::size_t i) { return mask.values[i] != 0; }) ==
          Approx(least).epsilon(1e-4));
  }
}

TEST_CASE("Boxes, pieces, holes and thin parts of a mask") {
  CHECK(bounding_box(mask_of({"....", "...."})).width == 0);
  const Box box = bounding_box(mask_of({".....", "..#..", ".##..", "....."}));
  CHECK(box.left == 1);
  CHECK(box.top == 1);
  CHECK(box.width == 2);
  CHECK(box.height == 2);

  Mask pieces = mask_of({"##...#", "##..#.", "##...."});
  keep_large_pieces(pieces, 0.2);
  CHECK(rows_of(pieces) == Rows{"##...#", "##..#.", "##...."});  // diagonal: one piece of two
  keep_large_pieces(pieces, 0.5);
  CHECK(rows_of(pieces) == Rows{"##....", "##....", "##...."});

  Mask holes = mask_of({".###.", ".#.#.", ".###.", "#.#.#", "#...#"});
  fill_holes(holes);
  CHECK(rows_of(holes) == Rows{".###.", ".###.", ".###.", "#.#.#", "#...#"});

  Mask hook = mask_of({"...#...", "...#...", ".#####.", ".#####.", ".#####.", "......."});
  open(hook, 1);
  CHECK(rows_of(hook) == Rows{".......", ".......", ".#####.", ".#####.", ".#####.", "......."});
}

TEST_CASE("The distance to the nearest pixel of a kind, within 8 %") {
  std::mt19937 random(4);
  Mask mask(23, 17);
  for (unsigned char& value : mask.values) value = random() % 40 == 0;
  mask.at(3, 5) = 1;
  const Plane<float> found = distance_to(mask, 1);
  for (std::size_t y = 0; y < mask.height; ++y) {
    for (std::size_t x = 0; x < mask.width; ++x) {
      double nearest = 1e9;
      for (std::size_t i = 0; i < mask.size(); ++i) {
        if (!mask.values[i]) continue;
        nearest = std::min(nearest, std::hypot(static_cast<double>(i % mask.width) - x,
                                               static_cast<double>(i / mask.width) - y));
      }
      CHECK(found.at(x, y) >= Approx(nearest).epsilon(1e-4));
      CHECK(found.at(x, y) <= 1.083 * nearest);
    }
  }
  for (const float distance : distance_to(Mask(5, 3), 1).values) CHECK(distance > 5);
}

TEST_CASE("Quantiles, blurring, closing and enlarging of grey levels") {
  CHECK(quantile({}, 0.5) == 0);
  CHECK(quantile({5, 1, 9, 3, 7}, 0) == 1);
  CHECK(quantile({5, 1, 9, 3, 7}, 0.5) == 5);
  CHECK(quantile({5, 1, 9, 3, 7}, 1) == 9);

  Plane<float> row(5, 1);
  row.values = {0, 3, 6, 0, 9};
  blur(row, 1);
  CHECK(row.values == std::vector<float>{1.5f, 3, 3, 5, 4.5f});

  // A line and a block, dark on light: only the line is narrower than three pixels.
  Plane<float> drawn(8, 6, 9);
  for (std::size_t y = 0; y < 6; ++y) drawn.at(1, y) = 1;
  for (std::size_t y = 1; y < 5; ++y) {
    for (std::size_t x = 3; x < 7; ++x) drawn.at(x, y) = 2;
  }
  const Plane<float> filled = closed(drawn, 1);
  for (std::size_t y = 0; y < 6; ++y) {
    for (std::size_t x = 0; x < 8; ++x) {
      CAPTURE(x, y);
      CHECK(filled.at(x, y) == (x >= 3 && x < 7 && y >= 1 && y < 5 ? 2 : 9));
    }
  }
  // Light that falls off towards the edge is kept.
  row.values = {1, 2, 3, 4, 5};
  CHECK(closed(row, 2).values == row.values);

  Plane<float> two(2, 1);
  two.values = {0, 4};
  CHECK(enlarged(two, 4, 2).values == std::vector<float>{0, 1, 3, 4, 0, 1, 3, 4});
  CHECK(enlarged(two, 2, 1).values == two.values);
}
