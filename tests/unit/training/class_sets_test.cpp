// The loss of samples of which several classes may be right, against PyTorch and finite
// differences: tools/fixtures/training.py says how the values were made.
#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "kernels/pointwise.h"
#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/finite_differences.h"
#include "support/json.h"
#include "support/numbers.h"
#include "training/metrics.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// The loss's definition, in float64: the mean over the rows of the negative logarithm of the sum
/// of the right classes' probabilities, of which smoothing gives a share to all classes alike.
double loss_over_sets(std::size_t classes, const Doubles& logits,
                      const std::vector<ClassSet>& targets, double smoothing) {
  const Doubles probabilities = reference::softmax(targets.size(), classes, logits);
  double sum = 0;
  for (std::size_t row = 0; row < targets.size(); ++row) {
    double right = 0, logs = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      const double probability = probabilities[row * classes + c];
      if (targets[row] >> c & 1) right += probability;
      logs += std::log(probability);
    }
    sum -= (1 - smoothing) * std::log(right) + smoothing * logs / static_cast<double>(classes);
  }
  return sum / static_cast<double>(targets.size());
}

}  // namespace

TEST_CASE("The loss over sets of classes agrees with PyTorch", "[training]") {
  const auto fixture = parse_json(file_text(FIXTURES_DIR "/training.json")).at("sets");
  const auto logits = fixture.at("logits").get<std::vector<float>>();
  const auto targets = fixture.at("targets").get<std::vector<ClassSet>>();
  const std::size_t classes = fixture.at("classes");
  const float scale = 1 / static_cast<float>(targets.size());
  std::size_t cases = 0;
  for (const auto& c : fixture.at("cases")) {
    const float smoothing = c.at("smoothing");
    CAPTURE(smoothing);
    std::vector<float> gradient(logits.size());
    const LossSums sums =
        softmax_cross_entropy(classes, logits, targets, scale, gradient, smoothing);
    CHECK(sums.loss * scale == Approx(c.at("loss").get<double>()).epsilon(1e-6));
    CHECK(relative_error(gradient, c.at("gradient").get<Doubles>()) < 1e-6);
    CHECK(softmax_cross_entropy(classes, logits, targets, scale, {}, smoothing).loss == sums.loss);
    ++cases;
  }
  CHECK(cases == 4);
}

TEST_CASE("The gradient of the loss over sets is its slope", "[training]") {
  const std::vector<ClassSet> targets = {0b1010100000, 0b1, 0b10000000000, 0b11111111111, 0b110};
  constexpr std::size_t classes = 11;
  for (const double smoothing : {0.0, 0.1, 0.7}) {
    CAPTURE(smoothing);
    Tensor logits = Numbers(6).tensor({targets.size(), classes});
    for (float& value : logits.values()) value *= 4;
    std::vector<float> gradient(logits.size());
    const double batch = static_cast<double>(targets.size());
    const LossSums sums =
        softmax_cross_entropy(classes, logits.values(), targets, static_cast<float>(1 / batch),
                              gradient, static_cast<float>(smoothing));
    Doubles values = to_doubles(logits);
    const auto loss = [&] { return loss_over_sets(classes, values, targets, smoothing); };
    CHECK(sums.loss / batch == Approx(loss()).epsilon(1e-6));
    CHECK(relative_error(gradient, central_differences(values, loss)) < 1e-5);
  }
}

TEST_CASE("A set of one class is that class, to the last bit", "[training]") {
  for (const std::size_t classes : {1u, 2u, 10u, 11u, 16u}) {
    for (const float smoothing : {0.0f, 0.1f, 0.9f}) {
      for (const float size : {1.0f, 30.0f, 1e4f}) {
        CAPTURE(classes, smoothing, size);
        constexpr std::size_t batch = 40;
        Numbers numbers(7);
        Tensor logits = numbers.tensor({batch, classes});
        for (float& value : logits.values()) value *= size;
        const auto labels = numbers.labels(batch, classes);
        std::vector<ClassSet> targets;
        for (const std::uint8_t label : labels) targets.push_back(only_class(label));
        Tensor by_label({batch, classes}), by_set({batch, classes});
        const LossSums one = softmax_cross_entropy(classes, logits.values(), labels, 0.025f,
                                                   by_label.values(), smoothing);
        const LossSums other = softmax_cross_entropy(classes, logits.values(), targets, 0.025f,
                                                     by_set.values(), smoothing);
        CHECK(other.loss == one.loss);
        CHECK(other.correct == one.correct);
        CHECK(same_bits(by_set, by_label));
      }
    }
  }
}

TEST_CASE("A sample costs nothing where every class is right, and moves nothing", "[training]") {
  const Tensor logits = Numbers(8).tensor({1, 10});
  std::vector<float> gradient(10);
  const std::vector<ClassSet> all = {0b1111111111};
  const LossSums sums = softmax_cross_entropy(10, logits.values(), all, 1, gradient);
  CHECK(sums.loss == Approx(0).margin(1e-6));
  CHECK(sums.correct == 1);
  for (const float value : gradient) CHECK(value == Approx(0).margin(1e-7));
}

TEST_CASE("The loss over sets stays finite for extreme logits", "[training]") {
  const std::vector<float> logits = {-1e4f, 1e4f,   -1e4f,  //
                                     3e38f, -3e38f, 3e38f,  //
                                     0,     3e38f,  -3e38f};
  const std::vector<ClassSet> targets = {0b101, 0b101, 0b110};
  std::vector<float> gradient(logits.size());
  const LossSums sums = softmax_cross_entropy(3, logits, targets, 1, gradient);
  CHECK(sums.loss == Approx(2e4).epsilon(1e-4));  // the two others are as right as can be
  CHECK(sums.correct == 2);
  CHECK(gradient == std::vector<float>{-0.5f, 1, -0.5f, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("A sample is recognised by any of its classes, the first of the largest logits",
          "[training]") {
  const std::vector<float> logits = {1, 3, 2,  //
                                     1, 3, 2,  //
                                     5, 5, 1,  //
                                     5, 5, 1};
  const std::vector<ClassSet> targets = {0b110, 0b101, 0b011, 0b110};
  CHECK(softmax_cross_entropy(3, logits, targets, 1, {}).correct == 2);
  const Metrics metrics = measure(3, logits, targets, 1, {});
  CHECK(metrics.count == 4);
  CHECK(metrics.correct == 2);
  CHECK(metrics.confusion.empty());
}
