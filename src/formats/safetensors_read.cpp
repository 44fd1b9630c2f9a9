#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <set>

#include "formats/float16.h"
#include "formats/safetensors.h"
#include "tensor/error.h"
#include "text/json.h"
#include "text/shown.h"

namespace fitting_room {
namespace {

using Bytes = std::span<const std::uint8_t>;
static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

constexpr std::size_t length_bytes = 8;

[[noreturn]] void refuse(const std::string& reason,
                         const std::string& hint = "Choose another file, or save it again.") {
  throw Error("bad-model", "This model file cannot be read: " + reason + ". " + hint);
}

struct Parts {
  Bytes header;
  Bytes data;
};

bool starts_with(Bytes bytes, std::string_view start) {
  // As bytes: of a char above 127 the sign is not everywhere the same.
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

Parts split(Bytes bytes) {
  if (starts_with(bytes, "PK\x03\x04") || starts_with(bytes, "\x89HDF")) {
    refuse("it looks like a file of Keras or PyTorch",
           "Save the weights as safetensors there and choose that file.");
  }
  if (bytes.size() < length_bytes) refuse("it is too short to be a safetensors file");
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), length_bytes);
  const Bytes rest = bytes.subspan(length_bytes);
  const bool plausible = length <= max_header_bytes;
  if (plausible && length <= rest.size() && length > 0 && rest[0] == '{') {
    return {rest.first(static_cast<std::size_t>(length)),
            rest.subspan(static_cast<std::size_t>(length))};
  }
  if (plausible && length > rest.size() && starts_with(rest, "{")) {
    refuse("it is cut short, in the middle of its header");
  }
  refuse("it is not a safetensors file", "Choose a .safetensors file, as Fitting Room saves it.");
}

// No name twice, of which a reader would take the one or the other.
void check_names(const Json::Object& members) {
  // Far above any model's, and few enough to look through them one by one.
  if (members.size() > 1000) refuse("its header has too many names");
  std::set<std::string_view> names;
  for (const auto& [name, value] : members) {
    if (!names.insert(name).second) refuse("its header has " + in_quotes(name) + " twice");
  }
}

Json parse_header(Bytes header) {
  // The header, a tensor and its shape.
  constexpr std::size_t deepest = 3;
  std::optional<Json> parsed =
      Json::parse({reinterpret_cast<const char*>(header.data()), header.size()}, deepest);
  if (!parsed) refuse("its header is damaged");
  check_names(*parsed->object());
  for (const auto& [name, value] : *parsed->object()) {
    if (const Json::Object* fields = value.object()) check_names(*fields);
  }
  return *std::move(parsed);
}

std::map<std::string, std::string> read_metadata(const Json& value) {
  if (!value.object()) refuse("its metadata is not a table of texts");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : *value.object()) {
    if (!text.string()) refuse("its metadata " + in_quotes(key) + " is not a text");
    metadata.emplace(key, *text.string());
  }
  return metadata;
}

enum class Dtype { f32, f16, bf16 };

struct Entry {
  std::string name;
  Dtype dtype;
  Shape shape;
  std::size_t elements;
  std::size_t begin, end;  // bytes of the data part
};

Dtype read_dtype(const std::string& name, const Json& entry) {
  const Json* found = entry.find("dtype");
  if (!found || !found->string()) {
    refuse("its header does not say how tensor " + in_quotes(name) + " is stored");
  }
  const std::string& dtype = *found->string();
  if (dtype == "F32") return Dtype::f32;
  if (dtype == "F16") return Dtype::f16;
  if (dtype == "BF16") return Dtype::bf16;
  refuse("tensor " + in_quotes(name) + " is stored as " + in_quotes(dtype),
         "Save its weights as F32, F16 or BF16.");
}

// The non-negative whole numbers under `field`, at most `most` of them, none above `limit`.
std::vector<std::size_t> read_numbers(const std::string& name, const Json& entry, const char* field,
                                      std::size_t most, std::size_t limit) {
  const auto refuse_field = [&] {
    refuse("the " + std::string(field) + " of tensor " + in_quotes(name) + " is damaged");
  };
  const Json* found = entry.find(field);
  if (!found || !found->array() || found->array()->size() > most) refuse_field();
  std::vector<std::size_t> numbers;
  for (const Json& item : *found->array()) {
    const std::optional<std::uint64_t> number = item.whole();
    if (!number) refuse_field();
    if (*number > limit) {
      refuse("tensor " + in_quotes(name) + " is larger than the file: it is cut short or damaged");
    }
    numbers.push_back(static_cast<std::size_t>(*number));
  }
  return numbers;
}

Entry read_entry(const std::string& name, const Json& value, std::size_t data_bytes) {
  if (name.empty() || !value.object()) refuse("its header is damaged");
  const Dtype dtype = read_dtype(name, value);
  Shape shape = read_numbers(name, value, "shape", max_rank, data_bytes);
  const auto range = read_numbers(name, value, "data_offsets", 2, data_bytes);
  std::size_t elements = 1;
  for (const std::size_t axis : shape) {
    if (axis == 0) refuse("tensor " + in_quotes(name) + " is empty");
    if (elements > data_bytes / axis) {
      refuse("tensor " + in_quotes(name) + " is larger than the file: it is cut short or damaged");
    }
    elements *= axis;
  }
  const std::size_t bytes_each = dtype == Dtype::f32 ? 4 : 2;
  // Divided, not multiplied: elements * 4 could overflow where size_t has 32 bits.
  const bool fits = range.size() == 2 && range[0] < range[1] &&
                    (range[1] - range[0]) % bytes_each == 0 &&
                    (range[1] - range[0]) / bytes_each == elements;
  if (!fits) refuse("the shape of tensor " + in_quotes(name) + " does not fit its bytes");
  return {name, dtype, std::move(shape), elements, range[0], range[1]};
}

// Every byte belongs to exactly one tensor, so no byte is believed twice and none hides.
void check_no_gaps(const std::vector<Entry>& entries, std::size_t data_bytes) {
  std::size_t position = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != position) {
      refuse(
          "tensor " + in_quotes(entry.name) +
          (entry.begin < position ? " overlaps another one" : " does not follow the one before"));
    }
    position = entry.end;
  }
  if (position != data_bytes) refuse("it has bytes at its end that belong to no tensor");
}

NamedTensor decode(const Entry& entry, Bytes data) {
  NamedTensor tensor{entry.name, entry.shape, std::vector<float>(entry.elements)};
  const std::uint8_t* source = data.data() + entry.begin;  // perhaps not aligned: only memcpy
  if (entry.dtype == Dtype::f32) {
    std::memcpy(tensor.values.data(), source, entry.elements * 4);
  } else {
    for (float& value : tensor.values) {
      std::uint16_t bits = 0;
      std::memcpy(&bits, source, 2);
      source += 2;
      value = entry.dtype == Dtype::f16
                  ? from_float16(bits)
                  : std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
    }
  }
  if (!std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); })) {
    refuse("tensor " + in_quotes(entry.name) + " has values that are infinite or not a number",
           "Its training must have failed. Choose another file.");
  }
  return tensor;
}

}  // namespace

ModelFile read_safetensors(Bytes bytes) {
  const Parts parts = split(bytes);
  const Json header = parse_header(parts.header);
  ModelFile file;
  std::vector<Entry> entries;
  for (const auto& [name, value] : *header.object()) {
    if (name == "__metadata__") {
      file.metadata = read_metadata(value);
    } else {
      entries.push_back(read_entry(name, value, parts.data.size()));
    }
  }
  std::ranges::sort(entries, {}, &Entry::begin);
  check_no_gaps(entries, parts.data.size());
  for (const Entry& entry : entries) file.tensors.push_back(decode(entry, parts.data));
  return file;
}

}  // namespace fitting_room
