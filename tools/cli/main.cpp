// fitting-room: train and use the networks of the page from a shell.

#include <algorithm>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "cli/commands.h"
#include "cli/help.h"
#include "tensor/error.h"
#include "training/batch_runner.h"

namespace fitting_room::cli {

std::size_t default_threads() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, BatchRunner::most_lanes);
}

void add_threads(CLI::App& app, std::size_t& threads) {
  const auto check = [](const std::string& text) -> std::string {
    std::size_t count = 0;
    const bool good = CLI::detail::lexical_cast(text, count) && count >= 1 && count <= 64;
    return good ? "" : "Threads must be a whole number from 1 to 64.";
  };
  app.add_option("--threads", threads, "Threads to compute on; the results do not depend on it")
      ->check(check, "", "")
      ->type_name("N")
      ->capture_default_str();
}

namespace {

/// What is wrong with a command line. CLI11 complains about a missing command where a word is not
/// one of them.
std::string usage_failure(const CLI::App* app, const CLI::Error& error) {
  std::string reason = error.what();
  if (app->get_subcommands().empty()) {
    const std::vector<std::string> words = app->remaining();
    reason = words.empty()
                 ? "Name a command: summary, train, evaluate, predict, fit-novelty or settings."
                 : "There is no command or option " + words.front() + ".";
  }
  return "fitting-room: " + reason + "\nRun with --help for more information.\n";
}

int run(int argc, char** argv) {
  CLI::App app{
      "Trains convolutional networks on Fashion-MNIST and classifies pictures of clothes."};
  app.name("fitting-room");
  app.footer(
      "fitting-room COMMAND --help tells what a command can do.\n"
      "Example: fitting-room train --epochs 3 --output model.safetensors\n"
      "         fitting-room predict --model model.safetensors shirt.jpg\n"
      "Exit status: 0 success, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C.");
  app.formatter(std::make_shared<HelpFormatter>());
  app.failure_message(usage_failure);
  app.require_subcommand(1);
  const std::vector<Command> commands = {add_summary(app), add_train(app),       add_evaluate(app),
                                         add_predict(app), add_fit_novelty(app), add_settings(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_success : exit_usage;
  }
  const auto chosen =
      std::ranges::find_if(commands, [](const Command& command) { return command.app->parsed(); });
  return chosen->run();
}

}  // namespace
}  // namespace fitting_room::cli

int main(int argc, char** argv) {
  using fitting_room::cli::exit_failure;
  try {
    return fitting_room::cli::run(argc, argv);
  } catch (const fitting_room::Error& error) {
    std::cerr << "fitting-room: " << error.what() << '\n';
  } catch (const std::bad_alloc&) {
    std::cerr << "fitting-room: There is not enough memory. Close other programs or choose fewer "
                 "images.\n";
  } catch (const std::exception& error) {
    std::cerr << "fitting-room: This should not have happened, please report it: " << error.what()
              << '\n';
  }
  return exit_failure;
}
