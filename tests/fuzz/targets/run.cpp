// Saved runs: their three texts, network, classes and counters, in a file whose tensors fit; and
// the file itself, damaged anywhere. What is accepted goes on, and is written as it was read.
#include "support/run.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/checkpoint.h"
#include "formats/safetensors.h"
#include "fuzz.h"

namespace fitting_room::fuzz {
namespace {

using test::Bench;

constexpr std::size_t images = 20;

const ImageSet& training() {
  static const ImageSet set = test::pictures(images, 1);
  return set;
}

NetworkDescription description() { return test::describe(test::tiny_layers()); }

TrainingSettings settings(OptimizerKind optimizer, std::size_t patience) {
  TrainingSettings some = test::short_settings(3, 8);
  some.training_images = images;
  some.optimizer = optimizer;
  some.patience = patience;
  return some;
}

Input saved(const TrainingSettings& some, std::size_t steps) {
  Bench bench(description());
  Trainer trainer = bench.start(some, training(), training());
  for (std::size_t i = 0; i < steps && !trainer.ended(); ++i) trainer.step();
  return write_checkpoint(bench.network, default_classes(), some, trainer.state(), 5);
}

/// A run that has all tensors there can be.
const ModelFile& whole_run() {
  static const ModelFile file = read_safetensors(saved(settings(OptimizerKind::adam, 2), 6));
  return file;
}

Input file_of(Parts parts) {
  ModelFile file = whole_run();
  for (const char* key : {"network", "classes", "checkpoint"}) {
    file.metadata[key] = text_of(parts.until('\n'));
  }
  // What is no UTF-8 cannot stand in a header.
  Input written;
  accepted([&] { written = write_safetensors(file, Precision::float32); });
  return written;
}

void go_on(const Checkpoint& read) {
  if (read.network->parameters().size() > 2000 || read.settings.batch_size > 64) return;
  Bench bench(read.network->description());
  if (bench.network.description().input != image_shape()) return;
  if (bench.network.classes() != 10) return;
  std::optional<Trainer> trainer;
  const auto start = [&] {
    trainer.emplace(bench.resume(read.settings, training(), training(), read.state));
  };
  if (!accepted(start)) return;
  const StepReport report = trainer->report();
  require(report.step <= report.steps || trainer->ended(), "no more steps are done than there are");
  const auto first = write_checkpoint(bench.network, read.classes, read.settings, trainer->state(),
                                      read.images_fingerprint);
  const Checkpoint again = read_checkpoint(first);
  require(write_checkpoint(*again.network, again.classes, again.settings, again.state,
                           again.images_fingerprint) == first,
          "a run is read as written");
  for (int i = 0; i < 2 && !trainer->ended(); ++i) trainer->step();
  require(std::ranges::all_of(bench.network.parameters().values(),
                              [](float value) { return std::isfinite(value); }),
          "a run goes on with numbers");
  read_checkpoint(
      write_checkpoint(bench.network, read.classes, read.settings, trainer->state(), 5));
}

}  // namespace

void try_input(Bytes input) {
  Parts parts(input);
  const Input file = parts.byte() == 't' ? file_of(parts) : copy_of(parts.rest());
  Checkpoint read;
  if (accepted([&] { read = read_checkpoint(file); })) go_on(read);
}

std::vector<Input> seeds() {
  std::vector<Input> inputs;
  for (const OptimizerKind optimizer : {OptimizerKind::adam, OptimizerKind::sgd}) {
    for (const std::size_t patience : {0, 1}) {
      for (const std::size_t steps : {0, 2, 3, 7, 12}) {
        const Input file = saved(settings(optimizer, patience), steps);
        const ModelFile parsed = read_safetensors(file);
        std::string text = "t";
        for (const char* key : {"network", "classes", "checkpoint"}) {
          text += parsed.metadata.at(key) + '\n';
        }
        inputs.push_back(input_of(text));
        Input whole{'f'};
        whole.insert(whole.end(), file.begin(), file.end());
        if (steps == 2) inputs.push_back(std::move(whole));
      }
    }
  }
  return inputs;
}

}  // namespace fitting_room::fuzz
