#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/classes.h"
#include "engine/none_output.h"
#include "engine/novelty.h"
#include "formats/safetensors.h"
#include "nn/sequential.h"

namespace fitting_room {

/// A network's parameters as a safetensors file: one tensor for each parameter, "conv2d_1/kernel",
/// what tells pictures that it does not know, "novelty/…" or "none/…", and in the metadata
/// "network" (the description's JSON), "classes" (their names), "format" and what `notes` adds.
std::vector<std::uint8_t> write_model(const Sequential& network, const Classes& classes,
                                      const std::map<std::string, std::string>& notes,
                                      Precision precision,
                                      const std::optional<Novelty>& novelty = {},
                                      const std::optional<NoneOutput>& none = {});

/// A network with the parameters that a file holds, and the file's metadata.
struct LoadedModel {
  std::unique_ptr<Sequential> network;
  Classes classes;                 // perhaps not as many as the network has outputs
  std::optional<Novelty> novelty;  // where the file has it
  std::optional<NoneOutput> none;  // likewise
  std::map<std::string, std::string> metadata;
};

/// @param fallback describes the network where the file does not, such as one that was made
/// elsewhere with the same names and shapes. Where it names no classes, they are the default ones.
/// @throws Error "bad-model" when the file is broken, or its tensors are not this network's.
LoadedModel read_model(std::span<const std::uint8_t> bytes, const NetworkDescription& fallback);

/// The metadata that names the classes of a network, of a model or of a saved run.
inline constexpr const char* classes_key = "classes";
/// What it says; the default classes where there is none. @throws Error with this code.
Classes classes_of(const std::map<std::string, std::string>& metadata, const char* code);

/// One tensor for each parameter, taken from an array that is laid out as the parameters are;
/// names begin with `prefix`.
void append_tensors(const Sequential& network, const Tensor& values, const std::string& prefix,
                    std::vector<NamedTensor>& tensors);

/// The reverse of append_tensors(); other tensors are ignored.
/// @throws Error "bad-model" naming a tensor that is missing or has another shape.
Tensor collect_tensors(const Sequential& network, const std::vector<NamedTensor>& tensors,
                       const std::string& prefix);

}  // namespace fitting_room
