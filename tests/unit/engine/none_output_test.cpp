// The output for no garment: put on, taken off, and what it says afterwards.
#include "engine/none_output.h"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstring>

#include "engine/model_file.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/numbers.h"
#include "support/small_engine.h"
#include "training/batch_runner.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// A network whose parameters are all of some size, biases too.
Sequential network_of(const std::string& layers, std::uint32_t seed = 1) {
  Sequential network(describe(layers));
  network.initialise(seed);
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& spec : layer->parameters()) {
      for (float& value :
           network.parameters().values().subspan(spec.offset, element_count(spec.shape))) {
        value += 0.01f;
      }
    }
  }
  network.parameters_changed();
  return network;
}

/// The same with an output more, of which nothing is zero.
std::unique_ptr<Sequential> wide_network_of(const Sequential& network) {
  auto wide = NoneOutput::widened(network);
  Numbers numbers(5);
  for (float& value : wide->parameters().values()) value += numbers.uniform(-0.1f, 0.1f);
  wide->parameters_changed();
  return wide;
}

struct Seen {
  std::vector<float> logits, features;
};

/// What a network makes of images of noise.
Seen see(Sequential& network, std::size_t count) {
  ThreadPool pool(1);
  BatchRunner runner(network, pool);
  Seen seen{std::vector<float>(count * network.classes()),
            std::vector<float>(count * network.features())};
  runner.infer(
      count,
      [](std::size_t first, std::size_t samples, float* rows) {
        for (std::size_t i = 0; i < samples; ++i) {
          Numbers(static_cast<std::uint32_t>(first + i))
              .fill({rows + i * image_pixels, image_pixels});
        }
      },
      seen.logits, seen.features);
  return seen;
}

/// A network and the output that was taken off with it.
struct Narrowed {
  explicit Narrowed(const std::string& layers = small_layers()) : network(network_of(layers)) {
    none = NoneOutput::take_off(*wide_network_of(network), network);
    none.set_limit(PictureKind::photo, -1.5f);
    none.set_limit(PictureKind::drawing, 2);
  }
  Bytes file(Precision precision = Precision::float32) const {
    return write_model(network, default_classes(), {}, precision, {}, none);
  }
  Sequential network;
  NoneOutput none;
};

}  // namespace

TEST_CASE("A network gets back what it was when the output is taken off again", "[none]") {
  for (const std::string& layers : {tiny_layers(), small_layers(), normalised_layers()}) {
    CAPTURE(layers);
    const Sequential network = network_of(layers);
    const auto wide = NoneOutput::widened(network);
    CHECK(wide->classes() == 11);
    CHECK(wide->parameter_count() == network.parameter_count() + network.features() + 1);
    CHECK(to_json(NoneOutput::narrowed(wide->description())) == to_json(network.description()));
    Sequential other = network_of(layers, 2);
    NoneOutput::take_off(*wide, other);
    CHECK(same_bits(other.parameters(), network.parameters()));
  }
}

TEST_CASE("The output begins without an opinion and changes nothing of the others", "[none]") {
  for (const std::string& layers : {small_layers(), normalised_layers()}) {
    CAPTURE(layers);
    constexpr std::size_t count = 5;
    Sequential network = network_of(layers);
    const auto wide = NoneOutput::widened(network);
    const Seen narrow = see(network, count), more = see(*wide, count);
    for (std::size_t n = 0; n < count; ++n) {
      const std::span<const float> row = std::span(more.logits).subspan(n * 11, 11);
      CHECK(relative_error(row, to_doubles(std::span(narrow.logits).subspan(n * 10, 10))) < 1e-6);
      CHECK(row[10] == 0);
    }
  }
}

TEST_CASE("The score is how much more probable no garment is than any, of eleven outputs",
          "[none]") {
  for (const std::string& layers : {small_layers(), normalised_layers()}) {
    CAPTURE(layers);
    constexpr std::size_t count = 6;
    Sequential network = network_of(layers);
    const auto wide = wide_network_of(network);
    const NoneOutput none = NoneOutput::take_off(*wide, network);
    const Seen narrow = see(network, count), more = see(*wide, count);
    for (std::size_t n = 0; n < count; ++n) {
      const auto row = to_doubles(std::span(more.logits).subspan(n * 11, 11));
      double any = 0;
      for (std::size_t c = 0; c < 10; ++c) any += std::exp(row[c]);
      const float score = none.score(
          std::span(narrow.logits).subspan(n * 10, 10),
          std::span(narrow.features).subspan(n * network.features(), network.features()));
      CHECK(score == Approx(std::log(std::exp(row[10]) / any)).margin(1e-4));
    }
  }
}

TEST_CASE("Each kind of picture has its limit", "[none]") {
  NoneOutput none;
  CHECK(none.unlike(0, PictureKind::photo) == 1);
  none.set_limit(PictureKind::photo, -2);
  none.set_limit(PictureKind::drawing, 3);
  CHECK(none.unlike(-2, PictureKind::photo) == 1);
  CHECK(none.unlike(-1.9f, PictureKind::photo) > 1);
  CHECK(none.unlike(-2.1f, PictureKind::photo) < 1);
  CHECK(none.unlike(-1, PictureKind::photo) == Approx(std::exp(1)));
  CHECK(none.unlike(3, PictureKind::drawing) == 1);
  CHECK(none.unlike(-1, PictureKind::drawing) == Approx(std::exp(-4)));
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const float score : {10.0f, 100.0f, 1e30f, infinity}) {
    CHECK(none.unlike(score, PictureKind::drawing) == 1000);
  }
  CHECK(none.unlike(-infinity, PictureKind::photo) == 0);
}

TEST_CASE("The score stays a number for extreme logits", "[none]") {
  const Narrowed narrowed;
  std::vector<float> logits(10, -1e4f), features(narrowed.network.features(), 0.1f);
  CHECK(std::isfinite(narrowed.none.score(logits, features)));
  logits[4] = 1e4f;
  CHECK(narrowed.none.score(logits, features) == Approx(-1e4).epsilon(0.01));
}

TEST_CASE("The output travels in the model's file", "[none]") {
  const Narrowed narrowed(GENERATE(small_layers(), normalised_layers()));
  const ImageSet set = pictures(1, 3);
  Picture picture;
  std::ranges::copy(set.image(0), picture.begin());
  Engine engine(1), half(1);
  engine.load_model(narrowed.file());
  half.load_model(narrowed.file(Precision::float16));
  CHECK(engine.tells_unlike());
  const Prediction photo = engine.predict(picture, PictureKind::photo);
  const Prediction drawing = engine.predict(picture, PictureKind::drawing);
  REQUIRE(photo.unlike);
  CHECK(*photo.unlike / *drawing.unlike == Approx(std::exp(2 + 1.5)));
  CHECK(photo.probabilities == drawing.probabilities);
  CHECK(*engine.predict(picture).unlike == *photo.unlike);
  CHECK(*half.predict(picture).unlike == Approx(*photo.unlike).epsilon(0.05));
  CHECK(engine.save_model() == narrowed.file());
  engine.load_model(narrowed.file());  // and on top of itself
  CHECK(engine.save_model() == narrowed.file());
}

TEST_CASE("A model without the output is as it was", "[none]") {
  const Narrowed narrowed;
  Engine engine(1);
  engine.load_model(narrowed.file());
  engine.load_model(write_model(narrowed.network, default_classes(), {}, Precision::float32));
  CHECK_FALSE(engine.tells_unlike());
  CHECK_FALSE(engine.predict({}).unlike);
  engine.load_model(narrowed.file());
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK_FALSE(engine.tells_unlike());
}

TEST_CASE("A model file with a part of the output is refused, and the old model stays", "[none]") {
  const Narrowed narrowed;
  Engine engine(1);
  engine.load_model(narrowed.file());
  const auto refused = [&](const char* name, const auto& change) {
    ModelFile file = read_safetensors(narrowed.file());
    change(*std::ranges::find(file.tensors, name, &NamedTensor::name));
    const std::string said =
        refusal([&] { engine.load_model(write_safetensors(file, Precision::float32)); });
    CHECK(engine.save_model() == narrowed.file());
    return said;
  };
  const std::string incomplete =
      "bad-model: What tells other pictures from clothes in this file (\"none/…\") is incomplete "
      "or of another network. Choose another file.";
  for (const char* name : {"none/kernel", "none/bias", "none/limits"}) {
    CAPTURE(name);
    CHECK(refused(name, [](NamedTensor& tensor) { tensor.name = "some/thing"; }) == incomplete);
    CHECK(refused(name, [](NamedTensor& tensor) {
            tensor.values.push_back(0);
            ++tensor.shape[0];
          }) == incomplete);
  }
  CHECK(refused("none/kernel", [](NamedTensor& kernel) { kernel.shape = {1, kernel.shape[0]}; }) ==
        incomplete);
  // No number at all.
  Bytes bytes = narrowed.file();
  const float limit = 2, poison = std::numeric_limits<float>::quiet_NaN();
  const auto* begin = reinterpret_cast<const std::uint8_t*>(&limit);
  const auto found = std::find_end(bytes.begin(), bytes.end(), begin, begin + sizeof limit);
  REQUIRE(found != bytes.end());
  std::memcpy(&*found, &poison, sizeof poison);
  CHECK(refusal([&] { engine.load_model(bytes); }).starts_with("bad-model: "));
}
