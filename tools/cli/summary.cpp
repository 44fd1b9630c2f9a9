#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/models.h"
#include "cli/terminal.h"
#include "engine/engine.h"
#include "text/shown.h"

namespace fitting_room::cli {
namespace {

using Row = std::array<std::string, 3>;

std::string shape_text(const Shape& shape) {
  std::string text = "(None";
  for (const std::size_t size : shape) text += ", " + std::to_string(size);
  return text + ")";
}

/// As Keras writes sizes: "943.54 KB".
std::string size_text(std::size_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (bytes < 1024) return fixed(size, 2) + " B";
  if (bytes < 1024 * 1024) return fixed(size / 1024, 2) + " KB";
  return fixed(size / (1024 * 1024), 2) + " MB";
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

void print_table(const std::vector<Row>& rows) {
  std::array<std::size_t, 3> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  const auto rule = [&](const char* left, const char* middle, const char* right) {
    std::cout << left << repeat("─", widths[0] + 2) << middle << repeat("─", widths[1] + 2)
              << middle << repeat("─", widths[2] + 2) << right << '\n';
  };
  rule("┌", "┬", "┐");
  for (const Row& row : rows) {
    std::cout << "│ " << pad_right(row[0], widths[0]) << " │ " << pad_right(row[1], widths[1])
              << " │ " << pad_left(row[2], widths[2]) << " │\n";
    if (&row == &rows.front()) rule("├", "┼", "┤");
  }
  rule("└", "┴", "┘");
}

void print_summary(const Engine& engine) {
  const Sequential& network = engine.network();
  std::vector<Row> rows = {{"Layer (type)", "Output Shape", "Param #"}};
  for (const LayerSummary& layer : network.summary()) {
    rows.push_back({layer.name + " (" + layer.type + ")", shape_text(layer.output_shape),
                    with_commas(layer.parameters)});
  }
  const std::size_t parameters = network.parameter_count();
  const auto counted = [](std::size_t count) {
    return with_commas(count) + " (" + size_text(count * sizeof(float)) + ")\n";
  };
  std::cout << "Model: \"" << network.description().name << "\"\n";
  print_table(rows);
  const std::size_t trainable = network.trainable_count();
  std::cout << " Total params: " << counted(parameters)
            << " Trainable params: " << counted(trainable)
            << " Non-trainable params: " << counted(parameters - trainable);
  if (!engine.trained().empty()) std::cout << ' ' << engine.trained() << '\n';
}

}  // namespace

Command add_summary(CLI::App& app) {
  struct Options {
    std::string model, network = default_network;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("summary", "Shows a network's layers and parameters");
  command->footer("Example: fitting-room summary --model model.safetensors");
  CLI::Option* model =
      command->add_option("--model", options->model, "A trained model, as train saves it");
  model->type_name("FILE");
  command->add_option("--network", options->network, "A network's description")
      ->type_name("FILE")
      ->excludes(model)
      ->capture_default_str();
  return {command, [options] {
            Engine engine(1);
            if (options->model.empty()) {
              new_model(engine, options->network, /*seed=*/0);
            } else {
              load_model(engine, options->model);
            }
            print_summary(engine);
            return exit_success;
          }};
}

}  // namespace fitting_room::cli
