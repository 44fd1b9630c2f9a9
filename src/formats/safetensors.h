// Model files: named float tensors in the safetensors format, which PyTorch, Keras and NumPy read.
//
// A file is an 8-byte little-endian header length, a JSON header (name -> dtype, shape, byte
// range; "__metadata__" -> strings) and the tensors' bytes, row-major, without gaps.
// Source: https://github.com/huggingface/safetensors, section "Format".
//
// This room knows names and shapes, not layers: which tensor belongs where is the engine's matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tensor/shape.h"

namespace fitting_room {

/// One tensor of a file. Invariant: element_count(shape) == values.size(), and no axis is 0.
struct NamedTensor {
  std::string name;           // UTF-8, unique in its file, not empty, not "__metadata__"
  Shape shape;                // at most max_rank axes; empty for a single number
  std::vector<float> values;  // row-major, all finite
};

struct ModelFile {
  std::map<std::string, std::string> metadata;  // UTF-8
  std::vector<NamedTensor> tensors;             // in the order in which their bytes lie
};

enum class Precision { float32, float16 };

inline constexpr std::size_t max_rank = 8;

/// Longest header that is read or written, in bytes. A header costs up to ten times its length in
/// memory while it is read, and its length is the file's own claim.
inline constexpr std::size_t max_header_bytes = std::size_t{4} << 20;

/// The bytes of a file that read_safetensors() accepts. float16 rounds each value to the nearest
/// half and halves the file.
/// @throws Error "bad-model" when a value is not finite (in the chosen precision), names repeat,
///   text is not UTF-8, or the header comes out longer than max_header_bytes.
/// @throws std::invalid_argument when a tensor breaks its invariant.
std::vector<std::uint8_t> write_safetensors(const ModelFile& file, Precision precision);

/// Reads F32, F16 and BF16 tensors as float32. `bytes` may be anything at all: every claim is
/// checked against the bytes that are there before memory is asked for, so that reading takes at
/// most a small multiple of the file's size.
/// @throws Error "bad-model" with a sentence that says what is wrong and what to do.
ModelFile read_safetensors(std::span<const std::uint8_t> bytes);

}  // namespace fitting_room
