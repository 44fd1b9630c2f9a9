// Label smoothing against PyTorch: tools/fixtures/training.py says how the values were made.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernels/pointwise.h"
#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/json.h"
#include "support/numbers.h"
#include "support/run.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// Keras' CategoricalCrossentropy(label_smoothing) from its definition, mean over the batch.
double smoothed_loss(std::size_t classes, const Doubles& logits,
                     const std::vector<std::uint8_t>& labels, double smoothing) {
  const Doubles probabilities = reference::softmax(labels.size(), classes, logits);
  double sum = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double target = i % classes == labels[i / classes] ? 1 : 0;
    sum -= (target * (1 - smoothing) + smoothing / static_cast<double>(classes)) *
           std::log(probabilities[i]);
  }
  return sum / static_cast<double>(labels.size());
}

}  // namespace

TEST_CASE("Smoothed cross-entropy agrees with PyTorch", "[training]") {
  const auto fixture = parse_json(file_text(FIXTURES_DIR "/training.json")).at("labelSmoothing");
  const auto logits = fixture.at("logits").get<std::vector<float>>();
  const auto labels = fixture.at("labels").get<std::vector<std::uint8_t>>();
  const std::size_t classes = fixture.at("classes");
  const float scale = 1 / static_cast<float>(labels.size());
  std::size_t cases = 0;
  for (const auto& c : fixture.at("cases")) {
    const float smoothing = c.at("smoothing");
    CAPTURE(smoothing);
    std::vector<float> gradient(logits.size());
    const LossSums sums =
        softmax_cross_entropy(classes, logits, labels, scale, gradient, smoothing);
    CHECK(sums.loss * scale == Approx(c.at("loss").get<double>()).epsilon(1e-6));
    CHECK(relative_error(gradient, c.at("gradient").get<Doubles>()) < 1e-6);
    CHECK(sums.correct == softmax_cross_entropy(classes, logits, labels, scale, {}).correct);
    ++cases;
  }
  CHECK(cases == 4);
}

TEST_CASE("The gradient of smoothed cross-entropy is its slope", "[training]") {
  constexpr std::size_t batch = 3;
  constexpr double step = 1e-6;
  for (const std::size_t classes : {2u, 10u}) {
    for (const double smoothing : {0.0, 0.1, 0.7}) {
      CAPTURE(classes, smoothing);
      Numbers numbers(4);
      const Tensor logits = numbers.tensor({batch, classes});
      const auto labels = numbers.labels(batch, classes);
      std::vector<float> gradient(logits.size());
      softmax_cross_entropy(classes, logits.values(), labels, 1.0f / batch, gradient,
                            static_cast<float>(smoothing));
      Doubles slopes;
      for (std::size_t i = 0; i < logits.size(); ++i) {
        Doubles above = to_doubles(logits), below = above;
        above[i] += step;
        below[i] -= step;
        slopes.push_back((smoothed_loss(classes, above, labels, smoothing) -
                          smoothed_loss(classes, below, labels, smoothing)) /
                         (2 * step));
      }
      CHECK(relative_error(gradient, slopes) < 2e-6);
    }
  }
}

TEST_CASE("Labels are smoothed while training, and only then", "[training]") {
  const ImageSet training = pictures(8, 1), validation = pictures(20, 2);
  TrainingSettings settings = short_settings(1, 8);
  settings.learning_rate = 1e-12;  // so that both have the same weights at the validation
  std::vector<EpochRecord> records;
  for (const double smoothing : {0.0, 0.3}) {
    settings.label_smoothing = smoothing;
    Bench bench(describe(tiny_layers()));
    Trainer trainer = bench.start(settings, training, validation);
    finish(trainer);
    records.push_back(trainer.history().back());
  }
  CHECK(records[0].loss != records[1].loss);
  CHECK(records[0].accuracy == records[1].accuracy);
  CHECK(records[0].validation_loss == Approx(records[1].validation_loss).epsilon(1e-6));
}
