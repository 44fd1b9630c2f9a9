#include "training/metrics.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "support/json.h"
#include "support/pictures.h"
#include "support/run.h"
#include "training/evaluator.h"
#include "training/image_range.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

TEST_CASE("Rows of logits are measured against their labels", "[training]") {
  const std::vector<float> logits = {2, 1, 0,  //
                                     0, 3, 0,  //
                                     0, 0, 1};
  const std::vector<std::uint8_t> labels = {0, 2, 2};
  const Metrics metrics = measure(3, logits, labels, 1, {}, true);
  CHECK(metrics.count == 3);
  CHECK(metrics.correct == 2);
  CHECK(metrics.accuracy() == Approx(2.0 / 3));
  const double loss = std::log(1 + std::exp(-1.0) + std::exp(-2.0)) + std::log(2 + std::exp(3.0)) +
                      std::log(1 + 2 * std::exp(-1.0));
  CHECK(metrics.loss() == Approx(loss / 3));
  // Rows are true classes, columns predicted ones.
  CHECK(metrics.confusion == std::vector<std::uint32_t>{1, 0, 0, 0, 0, 0, 0, 1, 1});
  CHECK(measure(3, logits, labels, 1, {}, false).confusion.empty());
}

TEST_CASE("Metrics of nothing are zero", "[training]") {
  const Metrics none;
  CHECK(none.loss() == 0);
  CHECK(none.accuracy() == 0);
}

TEST_CASE("Metrics of slices add up", "[training]") {
  Metrics sum;
  sum.add({2, 1, 3.0, {1, 0, 1, 0}});
  sum.add({3, 3, 0.5, {2, 0, 0, 1}});
  CHECK(sum.count == 5);
  CHECK(sum.correct == 4);
  CHECK(sum.loss() == Approx(0.7));
  CHECK(sum.confusion == std::vector<std::uint32_t>{3, 0, 1, 1});
}

TEST_CASE("A history is written as CSV and as JSON", "[training]") {
  const std::vector<EpochRecord> history = {{1, 0.5, 0.75, 0.625, 0.7, {1, 2, 3, 4}},
                                            {2, 0.25, 0.875, 0.5, 0.8, {5, 6, 7, 8}}};
  CHECK(history_to_csv(history) ==
        "epoch,loss,accuracy,val_loss,val_accuracy\n"
        "1,0.5,0.75,0.625,0.7\n"
        "2,0.25,0.875,0.5,0.8\n");
  CHECK(history_to_csv({}) == "epoch,loss,accuracy,val_loss,val_accuracy\n");
  const auto rows = parse_json(history_to_json(history));
  REQUIRE(rows.size() == 2);
  CHECK(rows[1] == parse_json(R"({"epoch": 2, "loss": 0.25, "accuracy": 0.875,
      "val_loss": 0.5, "val_accuracy": 0.8, "confusion": [5, 6, 7, 8]})"));
  CHECK(history_to_json({}) == "[]");
}

TEST_CASE("Images are given to the network as numbers from 0 to 1", "[training]") {
  ImageSet set = pictures(3, 1);
  set.pixels[784 + 5] = 255;
  set.pixels[784 + 6] = 0;
  set.pixels[784 + 7] = 51;
  const ImageRange range{&set, 1, 2};
  std::vector<float> pixels(784);
  range.gather(0, pixels.data());
  CHECK(pixels[5] == 1.0f);
  CHECK(pixels[6] == 0.0f);
  CHECK(pixels[7] == Approx(0.2));
  CHECK(range.label(0) == 1);
  CHECK(range.label(1) == 2);
  range.gather(1, pixels.data());
  CHECK(pixels[0] == scale_pixel(set.pixels[2 * 784]));
}

TEST_CASE("A fingerprint tells images apart by any pixel or label", "[training]") {
  ImageSet set = pictures(4, 1);
  const ImageRange range{&set, 1, 2};
  const std::uint64_t before = range.fingerprint();
  CHECK(range.fingerprint() == before);
  for (const std::size_t pixel : {784u, 1000u, 3 * 784u - 1}) {
    set.pixels[pixel] ^= 1;
    CHECK(range.fingerprint() != before);
    set.pixels[pixel] ^= 1;
  }
  set.labels[2] ^= 1;
  CHECK(range.fingerprint() != before);
  set.labels[2] ^= 1;
  set.pixels[0] ^= 1;  // outside of the range
  set.pixels[3 * 784] ^= 1;
  set.labels[0] ^= 1;
  CHECK(range.fingerprint() == before);
}

TEST_CASE("An evaluation goes over the images batch by batch", "[training]") {
  const ImageSet images = pictures(300, 2);
  Bench bench(describe(small_layers()), 2);
  const ImageRange range{&images, 0, images.size()};
  Evaluator evaluator(bench.runner, 10, range);
  std::vector<std::size_t> counts;
  EvaluationProgress progress;
  do {
    progress = evaluator.step();
    counts.push_back(progress.metrics.count);
    CHECK(progress.count == 300);
    CHECK(progress.done == (counts.back() == 300));
  } while (!progress.done);
  CHECK(counts == std::vector<std::size_t>{128, 256, 300});
  CHECK(evaluator.step().metrics.count == 300);  // nothing more to look at

  std::size_t confused = 0, diagonal = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    confused += progress.metrics.confusion[i];
    if (i % 11 == 0) diagonal += progress.metrics.confusion[i];
  }
  CHECK(confused == 300);
  CHECK(diagonal == progress.metrics.correct);

  // One image at a time gives the same.
  Metrics each;
  for (std::size_t i = 0; i < 300; ++i) each.add(evaluate_batch(bench.runner, 10, range, i, 1));
  CHECK(each.correct == progress.metrics.correct);
  CHECK(each.confusion == progress.metrics.confusion);
  CHECK(each.loss() == Approx(progress.metrics.loss()).epsilon(1e-6));
}
