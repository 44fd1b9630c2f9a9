#include <iostream>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/dataset.h"
#include "cli/files.h"
#include "cli/models.h"
#include "engine/engine.h"
#include "text/shown.h"

namespace fitting_room::cli {
namespace {

struct Options {
  std::string model, data, output;
  std::size_t threads = default_threads();
  bool half = false;
};

int fit_novelty(const Options& options) {
  check_writable(options.output);
  Engine engine(options.threads);
  load_model(engine, options.model);
  Dataset(options.data).load(engine, Split::train);
  engine.fit_novelty_start();
  NoveltyProgress progress;
  while (!progress.done) progress = engine.fit_novelty_step();
  write_file(options.output,
             engine.save_model(options.half ? Precision::float16 : Precision::float32));
  std::cout << "Novelty score fitted to " << with_commas(progress.count)
            << " images. Model saved as " << options.output << '\n';
  return exit_success;
}

}  // namespace

Command add_fit_novelty(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "fit-novelty", "Adds to a model what tells pictures unlike the training images");
  command->footer(
      "The page and predict then say \"not sure\" of such pictures.\n"
      "Example: fitting-room fit-novelty --model model.safetensors --output sure.safetensors");
  command->add_option("--model", options->model, "A trained model, as train saves it")
      ->type_name("FILE")
      ->required();
  command->add_option("--data", options->data, data_help)->type_name("FOLDER");
  command->add_option("--output", options->output, "Where the model goes then")
      ->type_name("FILE")
      ->required();
  command->add_flag("--half", options->half, "Save the model in half precision");
  add_threads(*command, options->threads);
  return {command, [options] { return fit_novelty(*options); }};
}

}  // namespace fitting_room::cli
