#pragma once

#include <cstdint>
#include <string>

#include "engine/engine.h"

namespace fitting_room::cli {

/// Gives the engine the network that a JSON file describes, with fresh weights.
/// @throws Error "bad-file" or "bad-description" naming the file.
void new_model(Engine& engine, const std::string& path, std::uint64_t seed);

/// Gives the engine the network and weights of a safetensors file.
/// @throws Error "bad-file" or "bad-model" naming the file.
void load_model(Engine& engine, const std::string& path);

}  // namespace fitting_room::cli
