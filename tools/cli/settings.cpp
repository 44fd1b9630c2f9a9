#include <iostream>

#include "cli/commands.h"
#include "training/settings_table.h"

namespace fitting_room::cli {

Command add_settings(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "settings", "Prints what settings a training has, with ranges and defaults: JSON Schema");
  command->footer("Example: fitting-room settings > settings.schema.json");
  return {command, [] {
            std::cout << settings_schema() << '\n';
            return exit_success;
          }};
}

}  // namespace fitting_room::cli
