#include "nn/sequential.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "support/compare.h"
#include "support/descriptions.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

std::string row(const LayerSummary& layer) {
  return layer.name + " (" + layer.type + ") " + to_string(layer.output_shape) + " " +
         std::to_string(layer.parameters);
}

Tensor logits_of(const Sequential& network, Workspace& workspace, const Pass& pass,
                 std::span<const float> images) {
  std::ranges::copy(images, workspace.input().begin());
  const auto logits = network.forward(pass, workspace);
  Tensor result({logits.size()});
  std::ranges::copy(logits, result.data());
  return result;
}

}  // namespace

TEST_CASE("The reference CNN's summary is that of Keras", "[nn]") {
  const Sequential network(parse_description(reference_json()));
  std::vector<std::string> rows;
  for (const LayerSummary& layer : network.summary()) rows.push_back(row(layer));
  CHECK(rows == std::vector<std::string>{
                    "conv2d (Conv2D) 26 × 26 × 32 320",
                    "max_pooling2d (MaxPool2D) 13 × 13 × 32 0",
                    "dropout (Dropout) 13 × 13 × 32 0",
                    "conv2d_1 (Conv2D) 11 × 11 × 64 18496",
                    "max_pooling2d_1 (MaxPool2D) 5 × 5 × 64 0",
                    "dropout_1 (Dropout) 5 × 5 × 64 0",
                    "conv2d_2 (Conv2D) 3 × 3 × 128 73856",
                    "flatten (Flatten) 1152 0",
                    "dense (Dense) 128 147584",
                    "dropout_2 (Dropout) 128 0",
                    "dense_1 (Dense) 10 1290",
                });
  CHECK(network.parameter_count() == 241'546);
  CHECK(network.classes() == 10);
}

TEST_CASE("Statistics count as parameters that are not trained, and lie behind the others",
          "[nn]") {
  Sequential network(describe(normalised_layers()));
  network.initialise(1);
  std::vector<std::string> rows;
  for (const LayerSummary& layer : network.summary()) rows.push_back(row(layer));
  CHECK(rows[2] == "batch_normalization (BatchNormalization) 6 × 6 × 6 24");
  CHECK(rows[7] == "batch_normalization_1 (BatchNormalization) 12 48");
  // As Keras counts: 60 + 24 + 660 + 48 + 130, of which a half of the normalizations' is trained.
  CHECK(network.parameter_count() == 922);
  CHECK(network.trainable_count() == 922 - (24 + 48) / 2);
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& spec : layer->parameters()) {
      CAPTURE(layer->name(), spec.name);
      CHECK((spec.offset < network.trainable_size()) == spec.trainable);
      const float first = network.parameters()[spec.offset];
      if (spec.name == "gamma" || spec.name == "moving_variance") CHECK(first == 1);
      if (spec.name == "beta" || spec.name == "moving_mean") CHECK(first == 0);
    }
  }
}

TEST_CASE("A summary says what is particular about a layer", "[nn]") {
  const Sequential network(describe(small_layers()));
  std::vector<std::string> details;
  for (const LayerSummary& layer : network.summary()) details.push_back(layer.detail);
  CHECK(details == std::vector<std::string>{"6 filters 3 × 3, stride 2, ReLU", "2 × 2",
                                            "25 % of values", "8 filters 3 × 3, same padding, ReLU",
                                            "2 × 2, same padding", "", "10 % of values",
                                            "10 units, softmax"});
}

TEST_CASE("Kernels start Glorot-uniform and biases at zero", "[nn]") {
  Sequential network(parse_description(reference_json()));
  network.initialise(1);
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& spec : layer->parameters()) {
      CAPTURE(layer->name(), spec.name);
      const auto values =
          network.parameters().values().subspan(spec.offset, element_count(spec.shape));
      if (spec.name == "bias") {
        CHECK(std::ranges::count(values, 0.0f) == static_cast<std::ptrdiff_t>(values.size()));
        continue;
      }
      const Shape& s = spec.shape;
      const std::size_t window = s.size() == 4 ? s[1] * s[2] : 1;
      const double limit = std::sqrt(6.0 / static_cast<double>(window * (s[0] + s.back())));
      double sum = 0, squares = 0, largest = 0;
      for (const float value : values) {
        sum += value;
        squares += double{value} * value;
        largest = std::max(largest, std::abs(double{value}));
      }
      const auto count = static_cast<double>(values.size());
      CHECK(largest <= limit * (1 + 1e-6));
      CHECK(largest > 0.95 * limit);
      CHECK(sum / count == Approx(0).margin(4 * limit / std::sqrt(3 * count)));
      CHECK(squares / count == Approx(limit * limit / 3).epsilon(4 / std::sqrt(count)));
    }
  }
}

TEST_CASE("Initial weights depend on the seed alone", "[nn]") {
  Sequential a(describe(small_layers())), b(describe(small_layers()));
  a.initialise(1);
  b.initialise(2);
  CHECK_FALSE(same_bits(a.parameters(), b.parameters()));
  b.initialise(1);
  CHECK(same_bits(a.parameters(), b.parameters()));
}

TEST_CASE("Parameters do not overlap, and what lies between them stays zero", "[nn]") {
  Sequential network(describe(small_layers()));
  network.initialise(1);
  std::vector<int> owners(network.parameters().size());
  std::size_t count = 0;
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& spec : layer->parameters()) {
      CHECK(spec.offset % 16 == 0);
      for (std::size_t i = 0; i < element_count(spec.shape); ++i) ++owners[spec.offset + i];
      count += element_count(spec.shape);
    }
  }
  CHECK(count == network.parameter_count());
  for (std::size_t i = 0; i < owners.size(); ++i) {
    CHECK(owners[i] <= 1);
    if (owners[i] == 0) CHECK(network.parameters()[i] == 0);
  }
}

TEST_CASE("Each state of the parameters has a number of its own, over all networks", "[nn]") {
  Sequential a(describe(tiny_layers())), b(describe(tiny_layers()));
  CHECK(a.version() != b.version());
  const std::uint64_t before = a.version();
  a.initialise(1);
  CHECK(a.version() != before);
  CHECK(a.version() != b.version());
  const std::uint64_t initialised = a.version();
  a.parameters_changed();
  CHECK(a.version() != initialised);
}

TEST_CASE("A changed parameter changes the output once it is told", "[nn]") {
  Sequential network(describe(tiny_layers()));
  network.initialise(1);
  Workspace workspace(network, 1, false);
  const Tensor image = Numbers(1).tensor({784});
  Pass pass;
  pass.samples = 1;
  const Tensor before = logits_of(network, workspace, pass, image.values());
  network.parameters()[0] += 1;
  network.parameters_changed();
  CHECK_FALSE(same_bits(logits_of(network, workspace, pass, image.values()), before));
}

TEST_CASE("A batch cut into slices has the outputs and gradients of a whole one", "[nn]") {
  Sequential network(describe(small_layers()));
  network.initialise(1);
  constexpr std::size_t samples = 7;
  Numbers numbers(2);
  const Tensor images = numbers.tensor({samples, 784});
  const Tensor logit_gradients = numbers.tensor({samples, 10});
  Workspace workspace(network, samples, true);
  Pass pass;
  pass.training = pass.backward = true;
  pass.seed = 9;
  // Runs samples [first, first + count) of the batch, adding to the gradients.
  const auto run = [&](std::size_t first, std::size_t count, Tensor& gradients) {
    pass.first_sample = first;
    pass.samples = count;
    Tensor logits =
        logits_of(network, workspace, pass, images.values().subspan(first * 784, count * 784));
    std::ranges::copy(logit_gradients.values().subspan(first * 10, count * 10),
                      workspace.logits_gradient().begin());
    network.backward(pass, workspace, gradients);
    return logits;
  };
  Tensor whole_gradients(network.parameters().shape());
  const Tensor whole = run(0, samples, whole_gradients);
  for (std::size_t cut = 1; cut < samples; ++cut) {
    CAPTURE(cut);
    Tensor gradients(network.parameters().shape());
    CHECK(relative_error(run(0, cut, gradients).values(),
                         to_doubles(whole.values().first(cut * 10))) < 1e-6);
    CHECK(relative_error(run(cut, samples - cut, gradients).values(),
                         to_doubles(whole.values().subspan(cut * 10))) < 1e-6);
    CHECK(relative_error(gradients.values(), to_doubles(whole_gradients)) < 1e-5);
  }
}

TEST_CASE("Dropout is off outside of training", "[nn]") {
  Sequential network(describe(small_layers()));
  network.initialise(1);
  auto description = network.description();
  for (LayerDescription& layer : description.layers) layer.rate = 0;
  Sequential without(description);
  without.parameters() = network.parameters();
  without.parameters_changed();
  const Tensor images = Numbers(3).tensor({2, 784});
  Workspace workspace(network, 2, true), other(without, 2, true);
  Pass pass;
  pass.samples = 2;
  const Tensor expected = logits_of(without, other, pass, images.values());
  CHECK(same_bits(logits_of(network, workspace, pass, images.values()), expected));
  pass.training = pass.backward = true;
  CHECK_FALSE(same_bits(logits_of(network, workspace, pass, images.values()), expected));
  CHECK(same_bits(logits_of(without, other, pass, images.values()), expected));
}

TEST_CASE("Dropout draws anew with each seed and each step", "[nn]") {
  Sequential network(describe(R"({"type": "Flatten"}, {"type": "Dropout", "rate": 0.5},
                                 {"type": "Dense", "units": 10, "activation": "softmax"})"));
  network.initialise(1);
  const Tensor image = Numbers(4).tensor({784});
  Workspace workspace(network, 1, true);
  Pass pass;
  pass.samples = 1;
  pass.training = pass.backward = true;
  const Tensor first = logits_of(network, workspace, pass, image.values());
  CHECK(same_bits(logits_of(network, workspace, pass, image.values()), first));
  pass.step = 1;
  CHECK_FALSE(same_bits(logits_of(network, workspace, pass, image.values()), first));
  pass.step = 0;
  pass.seed = 1;
  CHECK_FALSE(same_bits(logits_of(network, workspace, pass, image.values()), first));
}
