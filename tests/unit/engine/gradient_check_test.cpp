// The gradient check against PyTorch's gradients and finite differences in float64; and that a
// wrong gradient shows in it.
#include "engine/gradient_check.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>

#include "nn/keras_layout.h"
#include "support/descriptions.h"
#include "support/finite_differences.h"
#include "support/fixture.h"
#include "support/reference_network.h"
#include "support/small_engine.h"
#include "training/image_range.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

/// Without the zeros of fresh biases, where black pixels leave every ReLU right at its kink.
Sequential network_of(const std::string& json) {
  Sequential network(parse_description(json));
  network.initialise(3);
  Numbers numbers(4);
  for (float& value : network.parameters().values().first(network.trainable_size())) {
    value += 0.02f * numbers.uniform();
  }
  network.parameters_changed();
  return network;
}

/// Of one parameter's numbers that were checked, in the Euclidean norm.
double error(const CheckedParameter& parameter) {
  double difference = 0, norm = 0;
  for (const CheckedGradient& gradient : parameter.gradients) {
    difference += std::pow(gradient.analytic - gradient.numerical, 2);
    norm += std::max(std::pow(gradient.analytic, 2), std::pow(gradient.numerical, 2));
  }
  return norm == 0 ? 0 : std::sqrt(difference / norm);
}

/// The loss in float64 of one training batch, as the check sees it.
class ExactLoss {
 public:
  ExactLoss(const Sequential& network, const ImageSet& images)
      : parameters(to_doubles(network.parameters())),
        classes_(network.classes()),
        images_(images),
        reference_(network, pass(images)) {
    for (const std::uint8_t pixel : images.pixels) pixels_.push_back(scale_pixel(pixel));
  }

  double operator()() const {
    const Doubles probabilities =
        reference::softmax(images_.size(), classes_, reference_.logits(parameters, pixels_));
    double sum = 0;
    for (std::size_t n = 0; n < images_.size(); ++n) {
      sum -= std::log(probabilities[n * classes_ + images_.labels[n]]);
    }
    return sum / static_cast<double>(images_.size());
  }

  Doubles parameters;

 private:
  static Pass pass(const ImageSet& images) {
    Pass pass;
    pass.samples = images.size();
    pass.training = true;
    return pass;
  }

  std::size_t classes_;
  const ImageSet& images_;
  ReferenceNetwork reference_;
  Doubles pixels_;
};

/// Calls `body(layer, parameter)` for each trainable parameter.
template <typename Body>
void for_each_parameter(const Sequential& network, const Body& body) {
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& parameter : layer->parameters()) {
      if (parameter.trainable) body(*layer, parameter);
    }
  }
}

const CheckedParameter& named(const CheckedLayer& layer, const std::string& name) {
  const auto found = std::ranges::find(layer.parameters, name, &CheckedParameter::name);
  REQUIRE(found != layer.parameters.end());
  return *found;
}

/// Where a number stands among its parameter's in memory, which has output channels first.
std::size_t index_of(Shape place, const ParameterSpec& parameter) {
  std::ranges::rotate(place, place.end() - 1);
  std::size_t index = 0;
  for (std::size_t axis = 0; axis < place.size(); ++axis) {
    index = index * parameter.shape[axis] + place[axis];
  }
  return index;
}

const std::string layer_lists[] = {small_layers(), normalised_layers()};

}  // namespace

TEST_CASE("The gradients that are checked are PyTorch's", "[gradients]") {
  const Fixture fixture("reference_cnn.safetensors");
  NetworkDescription description = parse_description(reference_json());
  for (LayerDescription& layer : description.layers) layer.rate = 0;
  Sequential network(description);
  network.initialise(fixture.metadata("seed"));
  ImageSet images;
  for (const double pixel : fixture.doubles("images")) {
    images.pixels.push_back(static_cast<std::uint8_t>(pixel));
  }
  for (const double label : fixture.doubles("labels")) {
    images.labels.push_back(static_cast<std::uint8_t>(label));
  }
  const GradientCheck check(network, images);
  for_each_parameter(network, [&](const Layer& layer, const ParameterSpec& parameter) {
    const std::string name = layer.name() + "/" + parameter.name;
    CAPTURE(name);
    const std::vector<float> gradients = to_keras(parameter, check.analytic());
    std::vector<float> sampled;
    for (const double entry : fixture.doubles("entries/" + name)) {
      sampled.push_back(gradients[static_cast<std::size_t>(entry)]);
    }
    CHECK(relative_error(sampled, fixture.doubles("adam/gradient/" + name)) < 1e-4);
  });
}

TEST_CASE("A checked difference is that of the loss in float64", "[gradients]") {
  const ImageSet images = pictures(8, 5);
  for (const std::string& layers : layer_lists) {
    const Sequential network = network_of(json_of_layers(layers));
    ExactLoss loss(network, images);
    GradientCheck check(network, images);
    for_each_parameter(network, [&](const Layer& layer, const ParameterSpec& parameter) {
      CAPTURE(layers, layer.name(), parameter.name);
      const CheckedLayer checked = check.check(layer.name(), check.analytic());
      CHECK(std::abs(checked.loss - loss()) < 1e-6);
      const auto& gradients = named(checked, parameter.name).gradients;
      const std::size_t size = element_count(parameter.shape);
      REQUIRE(gradients.size() == std::min(size, GradientCheck::numbers_checked));
      for (const CheckedGradient& gradient : gradients) {
        const std::size_t at = parameter.offset + index_of(gradient.place, parameter);
        CHECK(gradient.analytic == check.analytic()[at]);
        const double middle = loss.parameters[at];
        loss.parameters[at] = middle + checked.step;
        const double above = loss();
        loss.parameters[at] = middle - checked.step;
        const double below = loss();
        loss.parameters[at] = middle;
        // A loss of about 2.4 is rounded to a millionth at the worst, the difference by two of
        // that.
        CHECK(std::abs(gradient.numerical - (above - below) / (2 * checked.step)) < 1e-3);
      }
    });
  }
}

TEST_CASE("A wrong gradient shows, and a right one does not", "[gradients]") {
  const ImageSet images = pictures(8, 5);
  for (const std::string& layers : layer_lists) {
    const Sequential network = network_of(json_of_layers(layers));
    GradientCheck check(network, images);
    for_each_parameter(network, [&](const Layer& layer, const ParameterSpec& parameter) {
      CAPTURE(layers, layer.name(), parameter.name);
      const std::size_t size = element_count(parameter.shape);
      const auto error_of = [&](const auto& spoil) {
        Tensor gradients = check.analytic();
        spoil(gradients.values().subspan(parameter.offset, size));
        return error(named(check.check(layer.name(), gradients), parameter.name));
      };
      const auto scaled_by = [](float factor) {
        return [factor](std::span<float> g) {
          for (float& value : g) value *= factor;
        };
      };
      // The last layer has no kinks behind it; across those of the others differences are coarse.
      const bool last = &layer == network.layers().back().get();
      CHECK(error_of(scaled_by(1)) < (last ? 0.005 : 0.2));
      CHECK(error_of(scaled_by(last ? 1.02f : 2.0f)) > (last ? 0.01 : 0.4));
      CHECK(error_of(scaled_by(0)) > 0.9);
      CHECK(error_of(scaled_by(-1)) > 0.9);
      CHECK(error_of([](std::span<float> g) { std::ranges::reverse(g); }) > 0.3);
    });
  }
}

TEST_CASE("Kinks of ReLU and of max pooling are counted where they are met", "[gradients]") {
  const ImageSet images = pictures(4, 5);
  const auto checked = [&](const std::string& layers, float weight, float bias,
                           const std::string& name) {
    Sequential network(describe(layers + R"(, {"type": "Flatten"}, {"type": "Dense", "units": 10,
                                               "activation": "softmax"})"));
    network.initialise(1);
    const std::vector<ParameterSpec>& parameters = network.layers()[0]->parameters();
    network.parameters()[parameters[0].offset] = weight;
    network.parameters()[parameters[1].offset] = bias;
    network.parameters_changed();
    GradientCheck check(network, images);
    const std::string layer = network.layers()[0]->name();
    return named(check.check(layer, check.analytic()), name).gradients.at(0);
  };
  // One filter of one weight: a map is weight * picture + bias.
  const std::string relu = R"({"type": "Conv2D", "filters": 1, "kernel": 1, "activation": "relu"})";
  CHECK(checked(relu, 0, 0, "bias").relu_kinks == images.pixels.size());
  CHECK(checked(relu, 0, 1, "bias").relu_kinks == 0);
  CHECK(checked(relu + R"(, {"type": "MaxPool2D", "pool": 2})", 0, 0, "bias").relu_kinks ==
        images.pixels.size() / 4);  // the others are hidden
  // Where the weight changes its sign, the brightest pixel of a window gives way to the darkest.
  const std::string pooled =
      R"({"type": "Conv2D", "filters": 1, "kernel": 1}, {"type": "MaxPool2D", "pool": 7})";
  CHECK(checked(pooled, 0, 1, "kernel").pooling_kinks == 16 * images.size());
  CHECK(checked(pooled, 1, 1, "kernel").pooling_kinks == 0);
  CHECK(checked(pooled, 0, 1, "kernel").relu_kinks == 0);
}

TEST_CASE("A check changes nothing, in the midst of a run either", "[gradients]") {
  const auto saved_after_run = [](bool checked) {
    SmallEngine engine(normalised_layers());
    engine.fit_start(short_run());
    for (int step = 0; step < 4; ++step) {
      if (checked) engine.check_gradients("dense", pictures(8, 5));
      engine.fit_step();
    }
    if (checked) engine.check_gradients("conv2d", pictures(3, 6));
    return engine.save_checkpoint();
  };
  CHECK(saved_after_run(true) == saved_after_run(false));
}

TEST_CASE("A check asks for some images of the network's classes, and a loss", "[gradients]") {
  SmallEngine engine(normalised_layers());
  CHECK(engine.check_gradients("flatten", pictures(2, 5)).parameters.empty());
  const CheckedLayer normalised = engine.check_gradients("batch_normalization", pictures(2, 5));
  CHECK(normalised.parameters.size() == 2);  // moving statistics are not trained
  CHECK_THAT(refusal([&] { engine.check_gradients("conv2d_9", pictures(2, 5)); }),
             Catch::Matchers::StartsWith("bad-settings: The network has no layer"));
  const std::string wanted = "bad-image: Gradients are checked with 1 to 64 images.";
  CHECK(refusal([&] { engine.check_gradients("dense", {}); }) == wanted);
  CHECK(refusal([&] { engine.check_gradients("dense", pictures(65, 5)); }) == wanted);
  ImageSet unknown = pictures(2, 5);
  unknown.labels[1] = 10;
  CHECK(refusal([&] { engine.check_gradients("dense", unknown); }) ==
        "bad-image: Each image must be of one of the network's classes, 0 to 9.");
  Sequential broken = network_of(json_of_layers(tiny_layers()));
  broken.parameters()[0] = std::numeric_limits<float>::quiet_NaN();
  broken.parameters_changed();
  const ImageSet images = pictures(2, 5);
  CHECK_THAT(refusal([&] { GradientCheck(broken, images); }),
             Catch::Matchers::StartsWith("bad-model: This network's loss is no number"));
}
