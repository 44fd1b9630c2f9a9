#include <bit>
#include <cmath>
#include <cstring>
#include <set>
#include <stdexcept>
#include <utility>

#include "formats/float16.h"
#include "formats/safetensors.h"
#include "tensor/error.h"
#include "text/json.h"
#include "text/shown.h"

namespace fitting_room {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

// Readers that map a file into memory want its tensors aligned; spaces in the header see to it.
constexpr std::size_t alignment = 8;

[[noreturn]] void refuse(const std::string& reason) {
  throw Error("bad-model", "This model cannot be saved: " + reason);
}

void check_invariant(const NamedTensor& tensor) {
  const bool good = !tensor.name.empty() && tensor.name != "__metadata__" &&
                    tensor.shape.size() <= max_rank && !tensor.values.empty() &&
                    element_count(tensor.shape) == tensor.values.size();
  if (!good) throw std::invalid_argument("write_safetensors: shape and values differ");
}

std::string header_text(const ModelFile& file, Precision precision) {
  const std::size_t bytes_each = precision == Precision::float32 ? 4 : 2;
  const char* dtype = precision == Precision::float32 ? "F32" : "F16";
  Json header = Json::Object();
  if (!file.metadata.empty()) {
    header.add("__metadata__", Json::Object(file.metadata.begin(), file.metadata.end()));
  }
  std::set<std::string> names;
  std::size_t begin = 0;
  for (const NamedTensor& tensor : file.tensors) {
    check_invariant(tensor);
    if (!names.insert(tensor.name).second) refuse("it has two tensors named " + tensor.name + ".");
    const std::size_t end = begin + tensor.values.size() * bytes_each;
    Json entry;
    entry.add("dtype", dtype)
        .add("shape", tensor.shape)
        .add("data_offsets", Json::Array{begin, end});
    header.add(tensor.name, std::move(entry));
    begin = end;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const std::invalid_argument&) {
    refuse("a name or a note in it is not UTF-8 text.");
  }
  text.resize((text.size() + alignment - 1) / alignment * alignment, ' ');
  if (text.size() > max_header_bytes) refuse("its names and notes are too long.");
  return text;
}

void append(std::vector<std::uint8_t>& bytes, const void* data, std::size_t size) {
  const auto* first = static_cast<const std::uint8_t*>(data);
  bytes.insert(bytes.end(), first, first + size);
}

void check_values(const NamedTensor& tensor, Precision precision) {
  // A run is written while it goes on: one pass that vectorises, and nobody asks which value it is.
  bool finite = true, fits = true;
  for (const float value : tensor.values) finite &= std::isfinite(value);
  if (precision == Precision::float16) {
    for (const float value : tensor.values) fits &= std::isfinite(from_float16(to_float16(value)));
  }
  if (finite && fits) return;
  refuse("the values of tensor " + in_quotes(tensor.name) +
         (finite ? " are too large for half precision. Save it in full precision."
                 : " are infinite or not numbers. Train it again."));
}

void append_values(std::vector<std::uint8_t>& bytes, const NamedTensor& tensor,
                   Precision precision) {
  check_values(tensor, precision);
  if (precision == Precision::float32) {
    append(bytes, tensor.values.data(), tensor.values.size() * sizeof(float));
    return;
  }
  for (const float value : tensor.values) {
    const std::uint16_t half = to_float16(value);
    append(bytes, &half, sizeof half);
  }
}

}  // namespace

std::vector<std::uint8_t> write_safetensors(const ModelFile& file, Precision precision) {
  const std::string header = header_text(file, precision);
  const std::uint64_t length = header.size();
  std::vector<std::uint8_t> bytes;
  std::size_t values = 0;
  for (const NamedTensor& tensor : file.tensors) values += tensor.values.size();
  bytes.reserve(sizeof length + header.size() + values * sizeof(float));
  append(bytes, &length, sizeof length);
  append(bytes, header.data(), header.size());
  for (const NamedTensor& tensor : file.tensors) append_values(bytes, tensor, precision);
  return bytes;
}

}  // namespace fitting_room
