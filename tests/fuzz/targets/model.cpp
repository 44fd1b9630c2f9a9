// Model files through the engine, which has another model: it takes the new one, or keeps the old.
#include <algorithm>
#include <cmath>

#include "engine/engine.h"
#include "engine/model_file.h"
#include "file_mutator.h"
#include "fuzz.h"
#include "support/descriptions.h"

namespace fitting_room::fuzz {
namespace {

constexpr std::uint64_t seed = 1;

/// What the model says of two pictures.
std::vector<float> said(Engine& engine) {
  std::vector<std::uint8_t> pixels(2 * image_pixels, 128);
  pixels[300] = 7;
  return engine.predict_batch(pixels);
}

}  // namespace

void try_input(Bytes input) {
  // An engine has a whole canvas, which takes longer to make than all that follows.
  static Engine engine(1), again(1);
  engine.new_model(test::json_of_layers(test::tiny_layers()), seed);
  static const std::vector<float> before = said(engine);
  const Input file = copy_of(input);
  if (!accepted([&] { engine.load_model(file); })) {
    require(said(engine) == before, "a refused file leaves the model as it was");
    return;
  }
  const auto is_number = [](float value) { return std::isfinite(value); };
  require(std::ranges::all_of(engine.network().parameters().values(), is_number),
          "parameters are numbers");
  std::vector<float> probabilities;
  if (!accepted([&] { probabilities = said(engine); })) return;
  require(std::ranges::all_of(probabilities, is_number), "probabilities are numbers");
  const auto saved = engine.save_model();
  again.load_model(saved);
  require(said(again) == probabilities, "a model that is kept says the same");
  require(again.save_model() == saved, "a model is read as written");
}

std::vector<Input> seeds() {
  Engine engine(1);
  engine.new_model(test::json_of_layers(test::tiny_layers()), seed);
  engine.set_trained("By hand.");
  ModelFile nameless = read_safetensors(engine.save_model());
  nameless.metadata.clear();
  NoneOutput none;
  Sequential narrow(engine.network().description());
  none = NoneOutput::take_off(*NoneOutput::widened(engine.network()), narrow);
  return {engine.save_model(), engine.save_model(Precision::float16),
          write_safetensors(nameless, Precision::float32),
          write_model(engine.network(), default_classes(), {}, Precision::float32, {}, none)};
}

}  // namespace fitting_room::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  return fitting_room::fuzz::mutate_file(data, size, max_size, seed);
}
