#include "engine/inside.h"

#include <catch2/catch_test_macros.hpp>

#include "support/compare.h"
#include "support/descriptions.h"
#include "support/fixture.h"
#include "support/numbers.h"
#include "support/reference_network.h"
#include "support/small_engine.h"
#include "training/image_range.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

Picture some_picture(std::uint32_t seed) {
  Picture picture;
  std::ranges::copy(pictures(1, seed).image(0), picture.begin());
  return picture;
}

std::vector<float> scaled(const Picture& picture) {
  std::vector<float> values(picture.size());
  std::ranges::transform(picture, values.begin(), scale_pixel);
  return values;
}

/// Random kernels and biases: fresh biases are zeros, which would hide one that is left out.
Sequential random_network(const std::string& json, Fusion fusion = Fusion::where_possible) {
  Sequential network(parse_description(json), fusion);
  network.initialise(3);
  Numbers numbers(4);
  for (float& value : network.parameters().values()) value += 0.02f * numbers.uniform();
  network.parameters_changed();
  return network;
}

std::vector<float> logits(const Sequential& network, const Picture& picture) {
  Workspace workspace(network, 1, false);
  std::ranges::copy(scaled(picture), workspace.input().begin());
  Pass pass;
  pass.samples = 1;
  const auto values = network.forward(pass, workspace);
  return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("A fused and a plain network give the same logits", "[inside]") {
  for (const std::string& json : {reference_json(), json_of_layers(small_layers())}) {
    const Sequential fused = random_network(json);
    const Sequential plain = random_network(json, Fusion::none);
    REQUIRE(std::ranges::none_of(plain.layers(), [](const auto& l) { return l->left_to_next(); }));
    CHECK(same_bits(fused.parameters(), plain.parameters()));
    const Picture picture = some_picture(5);
    CHECK(relative_error(logits(plain, picture), to_doubles(logits(fused, picture))) < 1e-5);
  }
  CHECK(random_network(reference_json()).layers()[0]->left_to_next());
}

TEST_CASE("Every layer's output is that of the network in float64", "[inside]") {
  for (const std::string& json :
       {reference_json(), json_of_layers(small_layers()), json_of_layers(normalised_layers())}) {
    const Sequential network = random_network(json);
    const Picture picture = some_picture(6);
    const Doubles parameters = to_doubles(network.parameters());
    const auto layers = Inside(network).activations(picture);
    REQUIRE(layers.size() == network.layers().size());
    Doubles values = to_doubles(scaled(picture));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Layer& layer = *network.layers()[i];
      INFO(layer.name());
      values = reference_forward(layer, 1, parameters, values, {});
      if (i + 1 == layers.size()) {
        double sum = 0;
        for (double& value : values) sum += value = std::exp(value);
        for (double& value : values) value /= sum;
      }
      CHECK(layers[i].name == layer.name());
      CHECK(layers[i].type == to_string(layer.description().type));
      CHECK(layers[i].shape == layer.output_shape());
      REQUIRE(layers[i].values.size() == values.size());
      CHECK(relative_error(layers[i].values, values) < 1e-5);
    }
  }
}

TEST_CASE("A layer says which inputs its values come from", "[inside]") {
  const Sequential network = random_network(json_of_layers(small_layers()));
  const auto layers = Inside(network).activations(some_picture(7));
  const auto text = [&](std::size_t index) {
    const Window window = layers[index].window.value();
    return std::to_string(window.size) + " by " + std::to_string(window.stride) + " from " +
           std::to_string(window.top) + ", " + std::to_string(window.left) + " " +
           layers[index].activation;
  };
  CHECK(text(0) == "3 by 2 from 0, 0 relu");
  CHECK(text(1) == "2 by 2 from 0, 0 linear");
  CHECK(text(3) == "3 by 1 from 1, 1 relu");
  CHECK_FALSE(layers[5].window.has_value());
  CHECK(layers[7].activation == "softmax");
}

TEST_CASE("Inside sees parameters that have changed, and ends in the prediction", "[inside]") {
  SmallEngine engine(small_layers());
  const Picture picture = some_picture(7);
  const auto before = engine.activations(picture).back().values;
  engine.fit_start(short_run());
  engine.fit_step();
  const auto after = engine.activations(picture).back().values;
  CHECK(before != after);
  CHECK(relative_error(after, to_doubles(engine.predict(picture).probabilities)) < 1e-5);
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK(engine.activations(picture).size() == 3);
}

TEST_CASE("A layer's parameters have Keras' layout", "[inside]") {
  const Sequential network = random_network(reference_json());
  const auto parameters = layer_parameters(network, "conv2d_1");
  REQUIRE(parameters.size() == 2);
  CHECK(parameters[0].name == "kernel");
  CHECK(parameters[0].shape == Shape{3, 3, 32, 64});
  CHECK(parameters[1].name == "bias");
  CHECK(parameters[1].shape == Shape{64});
  // Row 2, column 1, input 5, output 7: in memory outputs come first.
  const std::size_t offset = network.layers()[3]->parameters()[0].offset;
  CHECK(parameters[0].values[((2 * 3 + 1) * 32 + 5) * 64 + 7] ==
        network.parameters()[offset + ((7 * 3 + 2) * 3 + 1) * 32 + 5]);
  CHECK(layer_parameters(network, "flatten").empty());
  CHECK(refusal([&] { layer_parameters(network, "conv2d_9"); }) ==
        "bad-settings: The network has no layer \"conv2d_9\". Take a name from the summary.");
}
