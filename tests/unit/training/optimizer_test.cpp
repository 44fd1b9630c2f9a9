#include "training/optimizer.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "support/compare.h"
#include "support/descriptions.h"
#include "support/json.h"
#include "support/numbers.h"
#include "support/onnx_cases.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

TrainingSettings adam_settings() { return {}; }

TrainingSettings adamw_settings() {
  TrainingSettings settings;
  settings.optimizer = OptimizerKind::adamw;
  return settings;
}

TrainingSettings sgd_settings(double momentum) {
  TrainingSettings settings;
  settings.optimizer = OptimizerKind::sgd;
  settings.momentum = momentum;
  return settings;
}

/// So late a step that Adam's bias corrections are 1: what ONNX means by step 0.
constexpr std::uint64_t long_after = 1'000'000;

/// Lets the optimizer work through the parts of a parameter array one after the other.
void update_parts(Optimizer& optimizer, const OnnxCase& c, std::uint64_t step, Tensor& parameters) {
  const Tensor gradients = c.tensor("gradients");
  std::size_t begin = 0;
  for (const std::size_t size : c.sizes("parts")) {
    optimizer.update(step, c.number("rate"), begin, gradients.values().subspan(begin, size),
                     parameters.values());
    begin += size;
  }
  REQUIRE(begin == parameters.size());
}

}  // namespace

TEST_CASE("The optimizers agree with ONNX's backend test vectors", "[training]") {
  const Fixture fixture("onnx.safetensors");
  CHECK(run_onnx_cases(fixture, "Adam", [](const OnnxCase& c) {
          Tensor parameters = c.tensor("parameters");
          TrainingSettings settings;
          settings.beta2 = c.number("beta2");
          Optimizer optimizer(settings, parameters.size(),
                              AdamConstants{c.number("beta1"), c.number("epsilon")});
          optimizer.first_moment() = c.tensor("first");
          optimizer.second_moment() = c.tensor("second");
          const std::size_t step = c.size("step");
          update_parts(optimizer, c, step == 0 ? long_after : step, parameters);
          CHECK(relative_error(parameters.values(), c.doubles("new_parameters")) < 1e-6);
          CHECK(relative_error(optimizer.first_moment().values(), c.doubles("new_first")) < 1e-6);
          CHECK(relative_error(optimizer.second_moment().values(), c.doubles("new_second")) < 1e-6);
        }) == 2);
  CHECK(run_onnx_cases(fixture, "Momentum", [](const OnnxCase& c) {
          Tensor parameters = c.tensor("parameters");
          Optimizer optimizer(sgd_settings(c.number("momentum")), parameters.size());
          optimizer.first_moment() = c.tensor("first");
          update_parts(optimizer, c, 1, parameters);
          CHECK(relative_error(parameters.values(), c.doubles("new_parameters")) < 1e-6);
          CHECK(relative_error(optimizer.first_moment().values(), c.doubles("new_first")) < 1e-6);
        }) == 2);
}

TEST_CASE("Adam corrects the bias of its first steps, as in Keras", "[training]") {
  Optimizer optimizer(adam_settings(), 3);
  Tensor parameters({3});
  const std::vector<float> gradients = {2, -0.001f, 0};
  double m[2] = {}, v[2] = {}, p[2] = {};
  for (int t = 1; t <= 5; ++t) {
    optimizer.update(static_cast<std::uint64_t>(t), 0.01, 0, gradients, parameters.values());
    for (std::size_t i = 0; i < 2; ++i) {
      m[i] = 0.9 * m[i] + 0.1 * gradients[i];
      v[i] = 0.999 * v[i] + 0.001 * gradients[i] * gradients[i];
      const double rate = 0.01 * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t));
      p[i] -= rate * m[i] / (std::sqrt(v[i]) + 1e-7);
      CHECK(parameters[i] == Approx(p[i]).epsilon(1e-5));
    }
    CHECK(parameters[2] == 0);
  }
}

TEST_CASE("AdamW agrees with PyTorch", "[training]") {
  const auto fixture = parse_json(file_text(FIXTURES_DIR "/training.json")).at("adamw");
  TrainingSettings settings = adamw_settings();
  settings.beta2 = fixture.at("beta2");
  settings.weight_decay = fixture.at("weightDecay");
  auto parameters = fixture.at("start").get<std::vector<float>>();
  const auto start = parameters;
  Optimizer optimizer(settings, parameters.size());
  std::uint64_t step = 0;
  for (const auto& gradients : fixture.at("gradients")) {
    CAPTURE(step);
    optimizer.update(step + 1, fixture.at("rate"), 0, gradients.get<std::vector<float>>(),
                     parameters);
    CHECK(relative_error(parameters, fixture.at("after").at(step).get<Doubles>()) < 1e-6);
    ++step;
  }
  CHECK(step == 6);
  CHECK(std::fabs(parameters[0]) < std::fabs(start[0]));  // without a gradient it only shrinks
}

TEST_CASE("AdamW without weight decay is Adam, and Adam has none", "[training]") {
  Numbers numbers(6);
  const Tensor start = numbers.tensor({9}), gradients = numbers.tensor({9});
  TrainingSettings adam = adam_settings(), adamw = adamw_settings();
  adam.weight_decay = 0.5;
  adamw.weight_decay = 0;
  Tensor expected = start, actual = start;
  Optimizer(adam, 9).update(1, 0.01, 0, gradients.values(), expected.values());
  Optimizer(adamw, 9).update(1, 0.01, 0, gradients.values(), actual.values());
  CHECK(same_bits(actual, expected));
}

TEST_CASE("SGD's velocity is that of Keras", "[training]") {
  Optimizer optimizer(sgd_settings(0.5), 1);
  Tensor parameters({1});
  const std::vector<float> gradient = {2};
  optimizer.update(1, 0.25, 0, gradient, parameters.values());
  CHECK(parameters[0] == -0.5f);
  optimizer.update(2, 0.125, 0, gradient, parameters.values());
  CHECK(optimizer.first_moment()[0] == -0.5f);  // half of the first step and the second's -0.25
  CHECK(parameters[0] == -1.0f);
  CHECK(optimizer.second_moment().size() == 0);
}

TEST_CASE("What only decays ends at zero, never at denormal numbers", "[training]") {
  TrainingSettings decaying = adamw_settings();
  decaying.weight_decay = 0.9;
  decaying.beta2 = 0.9;
  for (const TrainingSettings& settings :
       {adam_settings(), adamw_settings(), decaying, sgd_settings(0.9), sgd_settings(0.5)}) {
    CAPTURE(to_json(settings));
    constexpr std::size_t size = 19;
    Numbers numbers(7);
    Tensor parameters = numbers.tensor({size}), gradients = numbers.tensor({size});
    Optimizer optimizer(settings, size);
    std::size_t denormals = 0;
    for (std::uint64_t step = 1; step <= 3000; ++step) {
      // Gradients that vanish bit by bit, and then are gone.
      for (float& gradient : gradients.values()) gradient *= step < 1000 ? 0.8f : 0.0f;
      optimizer.update(step, 0.1, 0, gradients.values(), parameters.values());
      denormals += count_denormals(optimizer.first_moment()) +
                   count_denormals(optimizer.second_moment()) + count_denormals(parameters);
    }
    CHECK(denormals == 0);
    for (const float value : optimizer.first_moment().values()) CHECK(value == 0);
    if (settings.weight_decay < 0.5) continue;
    for (const float value : optimizer.second_moment().values()) CHECK(value == 0);
    for (const float value : parameters.values()) CHECK(value == 0);
  }
}

TEST_CASE("Denormal moments, as an older run may have, are gone after a step", "[training]") {
  for (const TrainingSettings& settings : {adam_settings(), sgd_settings(0.9)}) {
    Optimizer optimizer(settings, 8);
    Tensor parameters = Numbers(8).tensor({8});
    const Tensor gradients({8});
    std::ranges::fill(optimizer.first_moment().values(), 1e-40f);
    std::ranges::fill(optimizer.second_moment().values(), 1e-40f);
    optimizer.update(1000, 0.001, 0, gradients.values(), parameters.values());
    CHECK(count_denormals(optimizer.first_moment()) == 0);
    CHECK(count_denormals(optimizer.second_moment()) == 0);
  }
}

TEST_CASE("Parameters may be updated part by part", "[training]") {
  constexpr std::size_t size = 37;
  for (const TrainingSettings& settings : {adam_settings(), adamw_settings(), sgd_settings(0.9)}) {
    Numbers numbers(1);
    const Tensor start = numbers.tensor({size}), gradients = numbers.tensor({size});
    Optimizer whole(settings, size), parts(settings, size);
    Tensor expected = start, actual = start;
    for (std::uint64_t step = 1; step <= 3; ++step) {
      whole.update(step, 0.01, 0, gradients.values(), expected.values());
      for (const auto& [begin, count] : {std::pair<std::size_t, std::size_t>{5, 32}, {0, 5}}) {
        parts.update(step, 0.01, begin, gradients.values().subspan(begin, count), actual.values());
      }
    }
    CHECK(same_bits(actual, expected));
    CHECK(same_bits(parts.first_moment(), whole.first_moment()));
  }
}
