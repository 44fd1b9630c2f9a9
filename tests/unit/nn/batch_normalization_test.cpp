// Batch normalization against PyTorch (tools/fixtures/batch_normalization.py says how).
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "nn/layers.h"
#include "support/compare.h"
#include "support/finite_differences.h"
#include "support/fixture.h"
#include "support/numbers.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

constexpr std::size_t batch = 7;
const Shape map = {3, 4, 6};

/// The layer with its parameters from `offset` on in an array, as a network would have them.
struct Built {
  explicit Built(const Shape& input) : layer({LayerType::batch_normalization}, "layer", input) {
    std::size_t size = 16;
    for (ParameterSpec& spec : layer.parameters()) {
      spec.offset = size;
      size += (element_count(spec.shape) + 15) / 16 * 16;
    }
    parameters = Tensor({size});
    for (const ParameterSpec& spec : layer.parameters()) {
      std::fill_n(parameters.data() + spec.offset, element_count(spec.shape), spec.initial);
    }
  }
  std::span<float> parameter(std::size_t index) {
    const ParameterSpec& spec = layer.parameters()[index];
    return parameters.values().subspan(spec.offset, element_count(spec.shape));
  }

  BatchNormalization layer;
  Tensor parameters;
};

/// One batch, forward and backward, in lanes that hold these many samples each.
struct Lanes {
  Lanes(Built& built, const std::vector<std::size_t>& samples, const float* input,
        const float* weights)
      : gradients(built.parameters.shape()) {
    const BatchNormalization& layer = built.layer;
    const std::size_t size = element_count(map);
    for (const std::size_t count : samples) {
      memories.push_back(layer.make_memory(count));
      all.push_back(memories.back().get());
    }
    output = Tensor({batch, size});
    input_gradient = Tensor({batch, size});
    Tensor output_gradient({batch, size});
    std::copy_n(weights, output_gradient.size(), output_gradient.data());
    const auto each = [&](const auto& body) {
      Pass pass;
      pass.training = pass.backward = true;
      for (std::size_t lane = 0; lane < all.size(); ++lane) {
        pass.samples = samples[lane];
        body(pass, pass.first_sample * size, *all[lane]);
        pass.first_sample += samples[lane];
      }
    };
    const float* parameters = built.parameters.data();
    each([&](const Pass& pass, std::size_t at, Layer::Memory& memory) {
      layer.gather(pass, input + at, memory);
    });
    layer.combine(all);
    each([&](const Pass& pass, std::size_t at, Layer::Memory& memory) {
      layer.forward(pass, parameters, 1, input + at, output.data() + at, memory);
      layer.gather_gradients(pass, input + at, output_gradient.data() + at, gradients.data(),
                             memory);
    });
    layer.combine_gradients(all);
    each([&](const Pass& pass, std::size_t at, Layer::Memory& memory) {
      layer.backward(pass, parameters, input + at, output.data() + at, output_gradient.data() + at,
                     input_gradient.data() + at, gradients.data(), memory);
    });
  }

  std::vector<std::unique_ptr<Layer::Memory>> memories;
  std::vector<Layer::Memory*> all;
  Tensor output, input_gradient, gradients;
};

/// Each channel by itself: a large one would hide what a small one does.
void check_channels(std::span<const float> actual, std::span<const float> expected) {
  REQUIRE(actual.size() >= expected.size());
  const std::size_t channels = map.back();
  for (std::size_t c = 0; c < channels; ++c) {
    CAPTURE(c);
    std::vector<float> mine;
    Doubles theirs;
    for (std::size_t i = c; i < expected.size(); i += channels) {
      mine.push_back(actual[i]);
      theirs.push_back(expected[i]);
    }
    // Of an input around 100 float32 knows the distance from the mean, 0.1, to 4e-5 only.
    CHECK(relative_error(mine, theirs) < (c == 1 ? 1e-4 : 1e-5));
  }
}

}  // namespace

TEST_CASE("Batch normalization agrees with PyTorch, in any number of lanes", "[nn]") {
  const Fixture fixture("batch_normalization.safetensors");
  for (const std::vector<std::size_t>& lanes :
       {std::vector<std::size_t>{7}, {2, 2, 2, 1}, {0, 3, 0, 4}}) {
    CAPTURE(lanes);
    Built built(map);
    std::ranges::copy(fixture.tensor("gamma").values(), built.parameter(0).begin());
    std::ranges::copy(fixture.tensor("beta").values(), built.parameter(1).begin());
    const Tensor inputs = fixture.tensor("inputs"), weights = fixture.tensor("weights");
    const std::size_t size = batch * element_count(map);
    for (std::size_t step = 0; step < 2; ++step) {
      CAPTURE(step);
      const Lanes pass(built, lanes, inputs.data() + step * size, weights.data() + step * size);
      const auto expected = [&](const char* name) {
        const Tensor both = fixture.tensor(name);
        const auto half = both.values().subspan(step * both.size() / 2, both.size() / 2);
        return std::vector<float>(half.begin(), half.end());
      };
      check_channels(pass.output.values(), expected("outputs"));
      check_channels(pass.input_gradient.values(), expected("input_gradients"));
      for (const std::size_t index : {0u, 1u}) {
        const std::size_t offset = built.layer.parameters()[index].offset;
        check_channels(pass.gradients.values().subspan(offset),
                       expected(index == 0 ? "gamma_gradients" : "beta_gradients"));
      }
      CHECK(pass.gradients[0] == 0);
      for (const std::size_t index : {2u, 3u}) {  // nobody trains statistics
        CHECK(pass.gradients[built.layer.parameters()[index].offset] == 0);
      }
      built.layer.follow(*pass.all.back(), step + 1, built.parameters.data());
    }
    check_channels(built.parameter(2), fixture.tensor("moving_mean").values());
    check_channels(built.parameter(3), fixture.tensor("moving_variance").values());

    Pass inference;
    inference.samples = batch;
    Tensor output({size});
    const auto memory = built.layer.make_memory(batch);
    built.layer.forward(inference, built.parameters.data(), 1, inputs.data(), output.data(),
                        *memory);
    check_channels(output.values(), fixture.tensor("inference").values());
  }
}

TEST_CASE("Outside of training the gradient goes past the moving statistics", "[nn]") {
  Built built({5});
  Numbers numbers(4);
  for (const std::size_t index : {0u, 1u, 2u}) numbers.fill(built.parameter(index));
  for (float& variance : built.parameter(3)) variance = numbers.uniform(0.1f, 4);
  Pass pass;
  pass.samples = 3;
  pass.backward = true;
  const Tensor input = numbers.tensor({15});
  Tensor weights = numbers.tensor({15});
  Tensor output({15}), gradient({15}), unused(built.parameters.shape());
  const auto memory = built.layer.make_memory(3);
  const auto forward = [&](const Tensor& values) {
    built.layer.forward(pass, built.parameters.data(), 1, values.data(), output.data(), *memory);
    return to_doubles(output);
  };
  const Doubles before = forward(input);
  built.layer.backward(pass, built.parameters.data(), input.data(), output.data(), weights.data(),
                       gradient.data(), unused.data(), *memory);
  for (std::size_t i = 0; i < 15; ++i) {
    const std::size_t c = i % 5;
    const double deviation = std::sqrt(double{built.parameter(3)[c]} + 1e-3);
    const double gamma = built.parameter(0)[c];
    CHECK(before[i] ==
          Approx(gamma * (input[i] - built.parameter(2)[c]) / deviation + built.parameter(1)[c])
              .margin(1e-5));
    CHECK(gradient[i] == Approx(weights[i] * gamma / deviation).margin(1e-6));
  }
}

TEST_CASE("Moving statistics of a channel that is dead end at zero, not at denormal numbers",
          "[nn]") {
  Built built(map);
  const auto memory = built.layer.make_memory(1);
  Pass pass;
  pass.samples = 1;
  pass.training = true;
  const Tensor zeros({element_count(map)});
  Layer::Memory* const lanes[] = {memory.get()};
  built.layer.gather(pass, zeros.data(), *memory);
  built.layer.combine(lanes);
  std::ranges::fill(built.parameter(2), -0.3f);
  std::size_t denormals = 0;
  for (int step = 0; step < 12'000; ++step) {
    built.layer.follow(*memory, 5'000, built.parameters.data());
    denormals += count_denormals(built.parameters);
  }
  CHECK(denormals == 0);
  for (const std::size_t statistic : {2u, 3u}) {
    for (const float value : built.parameter(statistic)) CHECK(value == 0);
  }
}
