#include "kernels/pointwise.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "kernels/reference/reference.h"
#include "support/compare.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

const Philox stream(1, Purpose::dropout, 3, 5);

/// The factors that dropout chose for `samples` rows from `first` on.
Tensor factors_of(float rate, std::size_t first, std::size_t samples, std::size_t features) {
  Tensor values({samples, features}), factors({samples, features});
  dropout(rate, stream, first, features, values.values(), factors.values());
  return factors;
}

}  // namespace

TEST_CASE("multiply is elementwise", "[kernels]") {
  std::vector<float> values = {1, 2, 3};
  multiply(values, std::vector<float>{2, 0, -1});
  CHECK(values == std::vector<float>{2, 0, -3});
}

TEST_CASE("Dropout zeroes its share of values and scales the others up", "[kernels]") {
  constexpr std::size_t samples = 64, features = 1001;  // no multiple of a block's eight numbers
  for (const float rate : {0.1f, 0.25f, 0.5f, 0.9f}) {
    CAPTURE(rate);
    Tensor values = Numbers(1).tensor({samples, features}), factors({samples, features});
    const Tensor before = values;
    dropout(rate, stream, 0, features, values.values(), factors.values());
    std::size_t dropped = 0;
    bool each_is_zero_or_scaled = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
      each_is_zero_or_scaled &= factors[i] == 0.0f || factors[i] == 1.0f / (1.0f - rate);
      each_is_zero_or_scaled &= values[i] == before[i] * factors[i];
      dropped += factors[i] == 0.0f;
    }
    CHECK(each_is_zero_or_scaled);
    const double count = samples * features;
    const double deviation = std::sqrt(rate * (1 - rate) / count);
    CHECK(static_cast<double>(dropped) / count == Approx(rate).margin(4 * deviation));
  }
}

TEST_CASE("Dropout of rate 0 keeps everything", "[kernels]") {
  const Tensor factors = factors_of(0, 0, 4, 33);
  CHECK(std::ranges::all_of(factors.values(), [](float factor) { return factor == 1.0f; }));
}

TEST_CASE("A batch cut into slices drops the same values as a whole one", "[kernels]") {
  for (const std::size_t features : {1u, 7u, 8u, 9u, 100u}) {
    CAPTURE(features);
    const Tensor whole = factors_of(0.4f, 0, 17, features);
    for (std::size_t cut = 1; cut < 17; ++cut) {
      CAPTURE(cut);
      CHECK(same_bits(factors_of(0.4f, 0, cut, features).values(),
                      whole.values().first(cut * features)));
      CHECK(same_bits(factors_of(0.4f, cut, 17 - cut, features).values(),
                      whole.values().subspan(cut * features)));
    }
  }
}

TEST_CASE("Softmax agrees with its plain twin", "[kernels]") {
  for (const std::size_t classes : {1u, 2u, 10u, 13u}) {
    for (const float scale : {1.0f, 30.0f, 1e4f}) {
      CAPTURE(classes, scale);
      Tensor logits = Numbers(2).tensor({17, classes});
      for (float& value : logits.values()) value *= scale;
      const Doubles expected = reference::softmax(17, classes, to_doubles(logits));
      softmax(classes, logits.values());
      CHECK(relative_error(logits.values(), expected) < 1e-6);
    }
  }
}

TEST_CASE("Softmax cross-entropy agrees with its plain twin", "[kernels]") {
  for (const std::size_t classes : {1u, 2u, 10u, 13u}) {
    for (std::size_t batch = 1; batch <= 17; ++batch) {
      CAPTURE(classes, batch);
      Numbers numbers(3);
      Tensor logits = numbers.tensor({batch, classes});
      for (float& value : logits.values()) value *= 5;
      const auto labels = numbers.labels(batch, classes);
      Tensor gradient = numbers.tensor({batch, classes});  // must be overwritten
      const float scale = 1 / static_cast<float>(batch);
      const LossSums sums =
          softmax_cross_entropy(classes, logits.values(), labels, scale, gradient.values());

      const Doubles exact = to_doubles(logits);
      const double loss = reference::cross_entropy(batch, classes, exact, labels);
      CHECK(sums.loss * scale == Approx(loss).epsilon(1e-6).margin(1e-7));
      Doubles expected = reference::softmax(batch, classes, exact);
      for (std::size_t n = 0; n < batch; ++n) expected[n * classes + labels[n]] -= 1;
      for (double& value : expected) value /= static_cast<double>(batch);
      CHECK(relative_error(gradient.values(), expected) < 2e-6);

      const LossSums alone = softmax_cross_entropy(classes, logits.values(), labels, scale, {});
      CHECK(alone.loss == sums.loss);
      CHECK(alone.correct == sums.correct);
    }
  }
}

TEST_CASE("Cross-entropy counts the rows whose largest logit is the label's, the first of equals",
          "[kernels]") {
  const std::vector<float> logits = {1,  3,  2,  //
                                     5,  5,  1,  //
                                     5,  5,  1,  //
                                     -9, -8, -7};
  const std::vector<std::uint8_t> labels = {1, 0, 1, 2};
  CHECK(softmax_cross_entropy(3, logits, labels, 1, {}).correct == 3);
}

TEST_CASE("Cross-entropy stays finite for any finite logits", "[kernels]") {
  const std::vector<float> logits = {-1e4f, 1e4f, 3e38f, -3e38f};
  std::vector<float> gradient(4);
  const std::vector<std::uint8_t> labels = {0, 0};
  const LossSums sums = softmax_cross_entropy(2, logits, labels, 1, gradient);
  CHECK(sums.loss == Approx(2e4));
  CHECK(gradient == std::vector<float>{-1, 1, 0, 0});
}
