// The commands: each function adds one to the command line and says how to run it. Options become
// values there; what they cause is the command's own matter.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <functional>
#include <string>

namespace fitting_room::cli {

/// What the shell gets back.
enum Exit : int {
  exit_success = 0,
  exit_failure = 1,        // a sentence on standard error says why
  exit_usage = 2,          // the command line itself is wrong
  exit_interrupted = 130,  // by Ctrl-C, after saving; as a shell reports SIGINT
};

struct Command {
  CLI::App* app;
  std::function<int()> run;  // after the command line has been read; returns an Exit
};

Command add_summary(CLI::App& app);
Command add_train(CLI::App& app);
Command add_evaluate(CLI::App& app);
Command add_predict(CLI::App& app);
Command add_fit_novelty(CLI::App& app);
Command add_settings(CLI::App& app);

inline constexpr const char* default_network = "model/reference.json";
inline constexpr const char* data_help =
    "Folder with Fashion-MNIST: its IDX files, in it or as torchvision places them, or the page's "
    "shards. Otherwise "
    "$FITTING_ROOM_DATA, ./build/site/data or /usr/share/datasets/fashion-mnist";

/// Adds --threads; `threads` must hold the default already.
void add_threads(CLI::App& app, std::size_t& threads);
/// As many threads as this machine runs at once and training can use.
std::size_t default_threads();

}  // namespace fitting_room::cli
