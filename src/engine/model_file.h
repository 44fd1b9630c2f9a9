#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/none_output.h"
#include "engine/novelty.h"
#include "formats/safetensors.h"
#include "nn/sequential.h"

namespace fitting_room {

/// A network's parameters as a safetensors file: one tensor for each parameter, "conv2d_1/kernel",
/// what tells pictures that it does not know, "novelty/…" or "none/…", and in the metadata
/// "network" (the description's JSON), "format" and what `notes` adds.
std::vector<std::uint8_t> write_model(const Sequential& network,
                                      const std::map<std::string, std::string>& notes,
                                      Precision precision,
                                      const std::optional<Novelty>& novelty = {},
                                      const std::optional<NoneOutput>& none = {});

/// A network with the parameters that a file holds, and the file's metadata.
struct LoadedModel {
  std::unique_ptr<Sequential> network;
  std::optional<Novelty> novelty;  // where the file has it
  std::optional<NoneOutput> none;  // likewise
  std::map<std::string, std::string> metadata;
};

/// @param fallback describes the network where the file does not, such as one that was made
/// elsewhere with the same names and shapes.
/// @throws Error "bad-model" when the file is broken, or its tensors are not this network's.
LoadedModel read_model(std::span<const std::uint8_t> bytes, const NetworkDescription& fallback);

/// One tensor for each parameter, taken from an array that is laid out as the parameters are;
/// names begin with `prefix`.
void append_tensors(const Sequential& network, const Tensor& values, const std::string& prefix,
                    std::vector<NamedTensor>& tensors);

/// The reverse of append_tensors(); other tensors are ignored.
/// @throws Error "bad-model" naming a tensor that is missing or has another shape.
Tensor collect_tensors(const Sequential& network, const std::vector<NamedTensor>& tensors,
                       const std::string& prefix);

}  // namespace fitting_room
