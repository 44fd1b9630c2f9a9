// Tensors by name, as the format has them.
#include "formats/safetensors.h"

#include <algorithm>
#include <cmath>

#include "file_mutator.h"
#include "fuzz.h"

namespace fitting_room::fuzz {
namespace {

bool same(const ModelFile& a, const ModelFile& b) {
  return a.metadata == b.metadata &&
         std::ranges::equal(a.tensors, b.tensors, [](const auto& x, const auto& y) {
           return x.name == y.name && x.shape == y.shape && x.values == y.values;
         });
}

}  // namespace

void try_input(Bytes input) {
  const Input bytes = copy_of(input);
  ModelFile file;
  if (!accepted([&] { file = read_safetensors(bytes); })) return;
  for (const NamedTensor& tensor : file.tensors) {
    require(!tensor.name.empty() && tensor.shape.size() <= max_rank, "a tensor has a name");
    require(!tensor.values.empty() && element_count(tensor.shape) == tensor.values.size(),
            "a shape is of its values");
    require(std::ranges::all_of(tensor.values, [](float v) { return std::isfinite(v); }),
            "values are numbers");
  }
  const std::vector<std::uint8_t> written = write_safetensors(file, Precision::float32);
  const ModelFile again = read_safetensors(written);
  require(same(again, file), "a file is read as written");
  require(write_safetensors(again, Precision::float32) == written, "and written as read");
  accepted([&] {
    const auto halves = write_safetensors(file, Precision::float16);
    require(write_safetensors(read_safetensors(halves), Precision::float16) == halves,
            "half precision is kept");
  });
}

std::vector<Input> seeds() {
  const ModelFile file{{{"note", "“T”"}, {"format", "pt"}},
                       {{"a/kernel", {2, 1, 3}, {1, -2, 3, 0.5f, 1e-7f, 60'000}},
                        {"b", {}, {7}},
                        {"c", {2}, {-0.0f, 1e-40f}}}};
  Input bfloat16 = write_safetensors({{}, {{"w", {3}, {1, 2, 3}}}}, Precision::float16);
  std::ranges::copy(std::string_view(R"({"w":{"dtype":"BF16",)"), bfloat16.begin() + 8);
  return {write_safetensors(file, Precision::float32), write_safetensors(file, Precision::float16),
          write_safetensors({}, Precision::float32), bfloat16};
}

}  // namespace fitting_room::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  return fitting_room::fuzz::mutate_file(data, size, max_size, seed);
}
