// Each layer against float64: its output by the plain twins, its gradients by finite differences.
#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "nn/layer.h"
#include "support/descriptions.h"
#include "support/finite_differences.h"
#include "support/numbers.h"
#include "support/reference_network.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

constexpr double tolerance = 1e-5;
constexpr std::uint32_t position = 3;

/// A layer with parameters, as a network would hold it.
struct Built {
  Built(const std::string& json, const Shape& input) {
    // A Dense layer of softmax closes the network, as descriptions demand; it is not built.
    const auto description =
        describe(json + R"(, {"type": "Dense", "units": 2, "activation": "softmax"})");
    layer = make_layer(description.layers.front(), input, position, "layer", nullptr);
    std::size_t size = 16;  // so that an offset that is ignored shows
    for (ParameterSpec& spec : layer->parameters()) {
      spec.offset = size;
      size += (element_count(spec.shape) + 15) / 16 * 16;
    }
    Numbers numbers(1);
    parameters = numbers.tensor({size});
  }
  std::unique_ptr<Layer> layer;
  Tensor parameters;
};

void check(const std::string& json, const Shape& input_shape) {
  CAPTURE(json);
  Built built(json, input_shape);
  const Layer& layer = *built.layer;
  Pass pass;
  pass.samples = 3;
  pass.first_sample = 2;
  pass.training = pass.backward = true;
  pass.seed = 7;
  pass.step = 11;
  Numbers numbers(2);
  const Tensor images = numbers.tensor({pass.samples, element_count(input_shape)});
  const Tensor weights = numbers.tensor({pass.samples, element_count(layer.output_shape())});

  // Forward and backward as a network would call them.
  Tensor input = images;
  Tensor output(layer.in_place() ? input.shape() : weights.shape());
  float* written = layer.in_place() ? input.data() : output.data();
  const auto memory = layer.make_memory(pass.samples);
  layer.forward(pass, built.parameters.data(), 1, input.data(), written, *memory);
  Tensor output_gradient = weights;
  Tensor input_gradient = numbers.tensor(images.shape());
  Tensor gradients(built.parameters.shape());
  layer.backward(pass, built.parameters.data(), input.data(), written, output_gradient.data(),
                 input_gradient.data(), gradients.data(), *memory);

  // The same in float64.
  Doubles exact_input = to_doubles(images);
  Doubles exact_parameters = to_doubles(built.parameters);
  const Doubles factors = dropout_factors(layer, position, pass);
  const auto outputs = [&] {
    return reference_forward(layer, pass.samples, exact_parameters, exact_input, factors);
  };
  const auto loss = [&, exact_weights = to_doubles(weights)] {
    return weighted_sum(exact_weights, outputs());
  };
  CHECK(relative_error({written, weights.size()}, outputs()) < tolerance);
  CHECK(relative_error((layer.in_place() ? output_gradient : input_gradient).values(),
                       central_differences(exact_input, loss)) < tolerance);
  const Doubles expected = central_differences(exact_parameters, loss);
  for (const ParameterSpec& spec : layer.parameters()) {
    CAPTURE(spec.name);
    const std::size_t size = element_count(spec.shape);
    CHECK(relative_error(gradients.values().subspan(spec.offset, size),
                         std::span(expected).subspan(spec.offset, size)) < tolerance);
  }
  CHECK(gradients[0] == 0);

  // Nobody wants the gradient by the input: those by the parameters are the same.
  Tensor again(gradients.shape());
  output_gradient = weights;
  layer.backward(pass, built.parameters.data(), input.data(), written, output_gradient.data(),
                 nullptr, again.data(), *memory);
  CHECK(same_bits(again, gradients));
}

}  // namespace

TEST_CASE("Conv2D's gradients agree with finite differences", "[nn]") {
  check(R"({"type": "Conv2D", "filters": 5, "kernel": 3})", {6, 5, 3});
  check(R"({"type": "Conv2D", "filters": 5, "kernel": 3, "activation": "relu"})", {6, 5, 3});
  check(R"({"type": "Conv2D", "filters": 8, "kernel": 3, "activation": "relu"})", {8, 8, 1});
  check(R"({"type": "Conv2D", "filters": 4, "kernel": 2, "padding": "same"})", {5, 6, 2});
  check(R"({"type": "Conv2D", "filters": 3, "kernel": 5, "stride": 2, "padding": "same",
            "activation": "relu"})",
        {7, 6, 2});
  check(R"({"type": "Conv2D", "filters": 4, "kernel": 1, "stride": 2})", {5, 5, 4});
}

TEST_CASE("Dense's gradients agree with finite differences", "[nn]") {
  check(R"({"type": "Dense", "units": 7})", {13});
  check(R"({"type": "Dense", "units": 7, "activation": "relu"})", {13});
  check(R"({"type": "Dense", "units": 10})", {64});
}

TEST_CASE("MaxPool2D's gradient agrees with finite differences", "[nn]") {
  check(R"({"type": "MaxPool2D", "pool": 2})", {6, 4, 5});
  check(R"({"type": "MaxPool2D", "pool": 2, "padding": "same"})", {5, 5, 3});
  check(R"({"type": "MaxPool2D", "pool": 3, "stride": 2})", {7, 7, 4});
  check(R"({"type": "MaxPool2D", "pool": 3, "stride": 1, "padding": "same"})", {4, 5, 2});
}

TEST_CASE("Dropout's gradient agrees with finite differences, under its own factors", "[nn]") {
  check(R"({"type": "Dropout", "rate": 0.25})", {5, 3, 7});
  check(R"({"type": "Dropout", "rate": 0.5})", {19});
  check(R"({"type": "Dropout", "rate": 0})", {19});
}

TEST_CASE("Flatten changes nothing, forward or backward", "[nn]") {
  check(R"({"type": "Flatten"})", {4, 3, 2});
}

TEST_CASE("Layers pack their weights again when the version changes, and only then", "[nn]") {
  for (const auto& [json, shape] :
       {std::pair<std::string, Shape>{R"({"type": "Conv2D", "filters": 3, "kernel": 2})",
                                      {3, 3, 2}},
        {R"({"type": "Dense", "units": 3})", {5}}}) {
    CAPTURE(json);
    Built built(json, shape);
    const Layer& layer = *built.layer;
    Pass pass;
    pass.samples = 1;
    Numbers numbers(3);
    const Tensor input = numbers.tensor({element_count(shape)});
    const auto memory = layer.make_memory(1);
    const auto run = [&](std::uint64_t version) {
      Tensor output(layer.output_shape());
      layer.forward(pass, built.parameters.data(), version, input.data(), output.data(), *memory);
      return output;
    };
    const Tensor before = run(1);
    numbers.fill(built.parameters.values());
    CHECK(same_bits(run(1), before));
    CHECK_FALSE(same_bits(run(2), before));
  }
}
