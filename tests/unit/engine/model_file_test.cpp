#include "engine/model_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstring>

#include "support/compare.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// A file of a network's tensors that says nothing about the network, changed by `change`.
template <typename Change>
Bytes changed_file(const Sequential& network, const Change& change) {
  ModelFile file;
  append_tensors(network, network.parameters(), "", file.tensors);
  change(file);
  return write_safetensors(file, Precision::float32);
}

}  // namespace

TEST_CASE("A model survives being saved and loaded, bit for bit", "[engine]") {
  SmallEngine engine(GENERATE(small_layers(), normalised_layers()));
  engine.set_trained("Trained by hand.");
  const Bytes saved = engine.save_model();
  Engine other(1);
  other.load_model(saved);
  CHECK(same_bits(other.network().parameters(), engine.network().parameters()));
  CHECK(to_json(other.network().description()) == to_json(engine.network().description()));
  CHECK(other.trained() == "Trained by hand.");
  CHECK(other.save_model() == saved);
}

TEST_CASE("A model in half precision is half the size and nearly the same", "[engine]") {
  Engine engine(1);
  engine.new_model(reference_json(), 1);
  const Bytes half = engine.save_model(Precision::float16);
  CHECK(half.size() < 500'000);
  Engine other(1);
  other.load_model(half);
  CHECK(relative_error(other.network().parameters().values(),
                       to_doubles(engine.network().parameters())) < 1e-3);
}

TEST_CASE("A file names its tensors as Keras does", "[engine]") {
  Engine engine(1);
  engine.new_model(reference_json(), 1);
  const ModelFile file = read_safetensors(engine.save_model());
  std::vector<std::string> names;
  for (const NamedTensor& tensor : file.tensors) names.push_back(tensor.name);
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{"conv2d/bias", "conv2d/kernel", "conv2d_1/bias",
                                          "conv2d_1/kernel", "conv2d_2/bias", "conv2d_2/kernel",
                                          "dense/bias", "dense/kernel", "dense_1/bias",
                                          "dense_1/kernel"});
  CHECK(file.metadata.at("format") == "fitting-room");
  CHECK(parse_description(file.metadata.at("network")).name == "Reference CNN");
}

TEST_CASE("Weights without a description are of the network that is there", "[engine]") {
  SmallEngine engine(small_layers());
  const Bytes bytes = changed_file(engine.network(), [](ModelFile& file) {
    for (NamedTensor& tensor : file.tensors) tensor.values.front() = 7;
  });
  engine.load_model(bytes);
  CHECK(engine.network().parameters()[0] == 7);
  CHECK(engine.trained().empty());
}

TEST_CASE("A model that is not this network's is refused, and the old one stays", "[engine]") {
  SmallEngine engine(small_layers());
  const Bytes before = engine.save_model();
  const auto refused = [&](const Bytes& bytes) {
    const std::string said = refusal([&] { engine.load_model(bytes); });
    CHECK(engine.save_model() == before);
    return said;
  };
  const auto refused_change = [&](const auto& change) {
    return refused(changed_file(engine.network(), change));
  };
  const std::string hint = " Choose a model that was saved here.";
  CHECK(refused({}).starts_with("bad-model: "));
  CHECK(refused(changed_file(Sequential(describe(tiny_layers())), [](ModelFile&) {})) ==
        "bad-model: This file is of another network: it has no \"conv2d/kernel\"." + hint);
  CHECK(refused_change([](ModelFile& file) { file.tensors.pop_back(); }) ==
        "bad-model: This file is of another network: it has no \"dense/bias\"." + hint);
  CHECK(refused_change([](ModelFile& file) { file.tensors.front().shape = {3, 3, 6, 1}; }) ==
        "bad-model: This file is of another network: \"conv2d/kernel\" is 3 × 3 × 6 × 1 and "
        "must be 3 × 3 × 1 × 6." +
            hint);
  CHECK(refused_change([](ModelFile& file) { file.metadata["network"] = "{"; }) ==
        "bad-model: The network in this file cannot work. The description is not valid JSON.");
  CHECK(refused_change([](ModelFile& file) {
          file.metadata["network"] = json_of_layers(R"({"type": "Flatten"})");
        }) ==
        "bad-model: The network in this file cannot work. The last layer must be Dense with "
        "softmax activation: it gives the probabilities.");
  // A network that works, but not on the images.
  const Sequential wide(describe(tiny_layers(), "[32, 32, 1]"));
  CHECK(refused(write_model(wide, default_classes(), {}, Precision::float32)) ==
        "bad-model: The network's input must be 28 × 28 × 1, the size of the images.");
}

TEST_CASE("A model names its classes, and goes on naming them", "[engine][classes]") {
  Classes classes = default_classes();
  classes[0] = "“Tee” \\ 👕";
  SmallEngine engine;
  const Bytes saved = write_model(engine.network(), classes, {}, Precision::float16);
  CHECK(parse_classes(read_safetensors(saved).metadata.at("classes"), "bad-model") == classes);
  engine.load_model(saved);
  CHECK(engine.classes() == classes);
  engine.load_model(engine.save_model());
  CHECK(engine.classes() == classes);
  // A run changes the weights and not what they stand for.
  engine.fit_start(short_run());
  engine.fit_step();
  CHECK(engine.classes() == classes);
  CHECK(read_model(engine.save_model(), {}).classes == classes);
  CHECK(engine.image_classes() == default_classes());
  // Another network is another matter.
  engine.new_model(json_of_layers(tiny_layers()), 1);
  CHECK(engine.classes() == default_classes());
}

TEST_CASE("What a model says of itself is shown without control characters, and cut", "[engine]") {
  SmallEngine engine;
  engine.load_model(changed_file(engine.network(), [](ModelFile& file) {
    file.metadata["trained"] = "By\n\x1b[2J" + std::string(1'000, 'x');
  }));
  CHECK(engine.trained().starts_with("By??[2Jxxx"));
  CHECK(engine.trained().size() == 300);
  const Bytes saved = engine.save_model();
  engine.load_model(saved);
  CHECK(engine.save_model() == saved);
}

TEST_CASE("A model that names no classes has the default ones", "[engine][classes]") {
  Engine engine(1);
  CHECK(refusal([&] { engine.classes(); }).starts_with("wrong-state: "));
  const std::string published = file_text(MODEL_DIR "/ready-made.safetensors");
  const Bytes bytes(published.begin(), published.end());
  CHECK_FALSE(read_safetensors(bytes).metadata.contains("classes"));
  engine.load_model(bytes);
  CHECK(engine.classes() == default_classes());
}

TEST_CASE("A model whose classes are not those of its outputs is refused", "[engine][classes]") {
  SmallEngine engine;
  const Bytes before = engine.save_model();
  const auto refused = [&](const char* classes) {
    const std::string said = refusal([&] {
      engine.load_model(changed_file(engine.network(), [&](ModelFile& file) {
        file.metadata["network"] = to_json(engine.network().description());
        file.metadata["classes"] = classes;
      }));
    });
    CHECK(engine.save_model() == before);
    return said;
  };
  CHECK(refused(R"(["Hat", "Coat"])") ==
        "bad-model: The last layer must have 2 units, one for each class.");
  CHECK(refused("[]") == "bad-model: The classes cannot be read: there must be 1 to 15 of them.");
  CHECK(refused(R"(["Hat", "Hat"])") ==
        "bad-model: The classes cannot be read: two are named Hat.");
  CHECK(refused("{") == "bad-model: The classes cannot be read: they are no list of names.");
  // As many as it has outputs, but not those that the images are of.
  const std::string two =
      R"({"type": "Flatten"}, {"type": "Dense", "units": 2, "activation": "softmax"})";
  CHECK(refusal([&] {
          engine.load_model(
              write_model(Sequential(describe(two)), {"Hat", "Coat"}, {}, Precision::float32));
        }) == "bad-model: The last layer must have 10 units, one for each class.");
  CHECK(engine.save_model() == before);
}

TEST_CASE("A model with NaN is refused, in the file and when it is saved", "[engine]") {
  SmallEngine engine;
  Bytes bytes = engine.save_model();
  const float poison = std::numeric_limits<float>::quiet_NaN();
  std::memcpy(&bytes[bytes.size() - sizeof poison], &poison, sizeof poison);
  const std::string said = refusal([&] { engine.load_model(bytes); });
  CAPTURE(said);
  CHECK(said.starts_with("bad-model: "));
}
