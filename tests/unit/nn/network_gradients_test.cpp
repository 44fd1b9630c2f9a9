// Whole networks with their loss against finite differences in float64, through Sequential.
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "kernels/pointwise.h"
#include "nn/sequential.h"
#include "support/descriptions.h"
#include "support/finite_differences.h"
#include "support/numbers.h"
#include "support/reference_network.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// One batch through a network and back, and the same loss in float64.
struct Batch {
  /// @param pairs whether two classes are right for each sample, instead of one.
  Batch(const NetworkDescription& description, std::size_t samples, bool pairs = false)
      : network(description) {
    Numbers numbers(1);
    network.initialise(5);
    for (const auto& layer : network.layers()) {
      for (const ParameterSpec& spec : layer->parameters()) {
        if (spec.fan_in != 0) continue;
        for (float& value :
             network.parameters().values().subspan(spec.offset, element_count(spec.shape))) {
          value += numbers.uniform(-0.1f, 0.1f);  // zeros would hide a bias that is not added
        }
      }
    }
    network.parameters_changed();
    parameters = to_doubles(network.parameters());
    pass.samples = samples;
    pass.training = pass.backward = true;
    pass.seed = 3;
    pass.step = 4;
    const std::size_t classes = network.classes();
    for (const std::uint8_t label : numbers.labels(samples, classes)) {
      const ClassSet other = pairs ? only_class((label + 1) % classes) : ClassSet{0};
      targets.push_back(only_class(label) | other);
    }

    Workspace workspace(network, samples, true);
    numbers.fill(workspace.input());
    images = to_doubles(workspace.input());
    logits = Tensor({samples, classes});
    std::ranges::copy(network.forward(pass, workspace), logits.data());
    fast_loss = softmax_cross_entropy(classes, logits.values(), targets,
                                      1 / static_cast<float>(samples), workspace.logits_gradient())
                    .loss /
                static_cast<double>(samples);
    gradients = Tensor(network.parameters().shape());
    network.backward(pass, workspace, gradients);
  }

  double loss(const ReferenceNetwork& reference) const {
    const std::size_t classes = network.classes();
    const Doubles probabilities =
        reference::softmax(pass.samples, classes, reference.logits(parameters, images));
    double sum = 0;
    for (std::size_t n = 0; n < pass.samples; ++n) {
      double right = 0;
      for (std::size_t c = 0; c < classes; ++c) {
        if (targets[n] >> c & 1) right += probabilities[n * classes + c];
      }
      sum -= std::log(right);
    }
    return sum / static_cast<double>(pass.samples);
  }

  Sequential network;
  Pass pass;
  std::vector<ClassSet> targets;
  Doubles parameters, images;
  Tensor logits, gradients;
  double fast_loss = 0;
};

/// The derivative of the loss along a direction from `offset` on.
double slope(Batch& batch, const ReferenceNetwork& reference, std::size_t offset,
             const Doubles& direction) {
  constexpr double step = 1e-6;
  const auto move = [&](double by) {
    for (std::size_t i = 0; i < direction.size(); ++i) {
      batch.parameters[offset + i] = batch.network.parameters()[offset + i] + by * direction[i];
    }
  };
  move(step);
  const double above = batch.loss(reference);
  move(-step);
  const double below = batch.loss(reference);
  move(0);
  return (above - below) / (2 * step);
}

}  // namespace

TEST_CASE("Every gradient of small networks agrees with finite differences", "[nn]") {
  const std::string dense_head = R"({"type": "Flatten"}, {"type": "Dropout", "rate": 0.5},
      {"type": "Dense", "units": 5, "activation": "relu"}, {"type": "Dense", "units": 4},
      {"type": "Dense", "units": 3, "activation": "softmax"})";
  const std::string networks[] = {
      R"({"type": "Flatten"}, {"type": "Dense", "units": 3, "activation": "softmax"})",
      R"({"type": "Conv2D", "filters": 4, "kernel": 3, "activation": "relu"},
         {"type": "MaxPool2D", "pool": 2}, {"type": "Dropout", "rate": 0.25},
         {"type": "Conv2D", "filters": 5, "kernel": 2, "padding": "same"},)" +
          dense_head,
      // Layers in place at the very start, and straight behind a layer with ReLU.
      R"({"type": "Dropout", "rate": 0.3},
         {"type": "Conv2D", "filters": 4, "kernel": 3, "stride": 2, "activation": "relu"},
         {"type": "Dropout", "rate": 0.3}, {"type": "Dropout", "rate": 0.2},)" +
          dense_head,
      R"({"type": "MaxPool2D", "pool": 3, "stride": 1},)" + dense_head,
      // Normalised: the image, what was pooled, what was dropped from, and features.
      R"({"type": "BatchNormalization"},
         {"type": "Conv2D", "filters": 4, "kernel": 3, "padding": "same", "activation": "relu"},
         {"type": "MaxPool2D", "pool": 2}, {"type": "BatchNormalization"},
         {"type": "Conv2D", "filters": 5, "kernel": 2}, {"type": "Dropout", "rate": 0.25},
         {"type": "BatchNormalization"}, {"type": "Flatten"},
         {"type": "Dense", "units": 6, "activation": "relu"}, {"type": "BatchNormalization"},)" +
          dense_head.substr(dense_head.find("{\"type\": \"Dropout\"")),
      R"({"type": "Flatten"}, {"type": "Flatten"}, {"type": "Dropout", "rate": 0.1},
         {"type": "Dense", "units": 3, "activation": "softmax"})",
  };
  const bool pairs = GENERATE(false, true);
  // The loss of pairs is smaller, and what float32 rounds off is not.
  const double tolerance = pairs ? 4e-5 : 1e-5;
  for (const std::string& layers : networks) {
    CAPTURE(layers, pairs);
    Batch batch(describe(layers, "[7, 6, 2]"), 5, pairs);
    const ReferenceNetwork reference(batch.network, batch.pass);
    CHECK(relative_error(batch.logits.values(), reference.logits(batch.parameters, batch.images)) <
          1e-5);
    CHECK(batch.fast_loss == Approx(batch.loss(reference)).epsilon(tolerance / 10));
    const Doubles expected =
        central_differences(batch.parameters, [&] { return batch.loss(reference); });
    for (const auto& layer : batch.network.layers()) {
      for (const ParameterSpec& spec : layer->parameters()) {
        CAPTURE(layer->name(), spec.name);
        const std::size_t size = element_count(spec.shape);
        if (!spec.trainable) CHECK(batch.gradients[spec.offset] == 0);
        CHECK(relative_error(batch.gradients.values().subspan(spec.offset, size),
                             std::span(expected).subspan(spec.offset, size)) < tolerance);
      }
    }
  }
}

TEST_CASE("The reference CNN's gradients agree with finite differences", "[nn]") {
  Batch batch(parse_description(reference_json()), 2);
  const ReferenceNetwork reference(batch.network, batch.pass);
  CHECK(relative_error(batch.logits.values(), reference.logits(batch.parameters, batch.images)) <
        1e-5);
  CHECK(batch.fast_loss == Approx(batch.loss(reference)).epsilon(1e-6));
  Numbers numbers(2);
  for (const auto& layer : batch.network.layers()) {
    for (const ParameterSpec& spec : layer->parameters()) {
      CAPTURE(layer->name(), spec.name);
      const std::size_t size = element_count(spec.shape);
      const auto gradient = batch.gradients.values().subspan(spec.offset, size);
      const Doubles exact = to_doubles(gradient);
      const double norm = std::sqrt(weighted_sum(exact, exact));
      REQUIRE(norm > 0);
      // Along the gradient itself the slope is its norm; a random direction and single entries
      // would show elements that changed places.
      Doubles direction = exact;
      for (double& value : direction) value /= norm;
      CHECK(slope(batch, reference, spec.offset, direction) == Approx(norm).epsilon(1e-5));
      for (double& value : direction) value = numbers.uniform(-1, 1);
      CHECK(slope(batch, reference, spec.offset, direction) ==
            Approx(weighted_sum(direction, exact)).margin(1e-5 * norm));
      for (int entry = 0; entry < 3; ++entry) {
        const std::size_t index = numbers.below(size);
        CAPTURE(index);
        CHECK(slope(batch, reference, spec.offset + index, {1}) ==
              Approx(gradient[index]).margin(1e-5 * norm));
      }
    }
  }
}
