#include "cli/models.h"

#include "cli/files.h"

namespace fitting_room::cli {

void new_model(Engine& engine, const std::string& path, std::uint64_t seed) {
  const std::string description = read_text_file(path);
  about_file(path, [&] { engine.new_model(description, seed); });
}

void load_model(Engine& engine, const std::string& path) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  about_file(path, [&] { engine.load_model(bytes); });
}

}  // namespace fitting_room::cli
