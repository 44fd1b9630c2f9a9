// What a model's file has to tell pictures that it does not know: tensors "novelty/…" and "none/…".
#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/none_output.h"
#include "engine/novelty.h"
#include "fuzz.h"

namespace fitting_room::fuzz {
namespace {

constexpr std::size_t features = 3, classes = 2;
constexpr const char* names[] = {"novelty/kernel", "novelty/bias", "novelty/centres",
                                 "novelty/limits", "none/kernel",  "none/bias",
                                 "none/limits"};

/// Tensors with such names, as a reader of files gives them: finite, and as many as the shape says.
std::vector<NamedTensor> tensors_of(Parts& parts) {
  std::vector<NamedTensor> tensors;
  while (!parts.rest().empty()) {
    NamedTensor tensor;
    tensor.name = names[parts.below(std::size(names))];
    const std::size_t axes = parts.byte() % 3;
    for (std::size_t i = 0; i < axes; ++i) tensor.shape.push_back(1 + parts.byte() % 6);
    tensor.values.resize(element_count(tensor.shape));
    const Bytes bytes = parts.bytes(tensor.values.size() * sizeof(float));
    if (!bytes.empty()) std::memcpy(tensor.values.data(), bytes.data(), bytes.size());
    for (float& value : tensor.values) value = std::isfinite(value) ? value : 1;
    if (std::ranges::find(tensors, tensor.name, &NamedTensor::name) != tensors.end()) continue;
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

template <typename Kept>
void check_kept(const Kept& kept, const auto& read) {
  std::vector<NamedTensor> written, again;
  kept.append_tensors(written);
  read(written)->append_tensors(again);
  require(std::ranges::equal(written, again,
                             [](const NamedTensor& a, const NamedTensor& b) {
                               return a.name == b.name && a.shape == b.shape &&
                                      a.values == b.values;
                             }),
          "what tells pictures apart is read as written");
}

/// "unlike" is a number that a page can show.
bool is_score(float score) { return !std::isnan(score) && score <= 1000; }

void append(Input& bytes, std::size_t name, std::initializer_list<std::uint8_t> shape,
            std::initializer_list<float> values) {
  bytes.insert(bytes.end(), {0, static_cast<std::uint8_t>(name)});
  bytes.push_back(static_cast<std::uint8_t>(shape.size()));
  for (const std::uint8_t axis : shape) bytes.push_back(axis - 1);
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.begin());
  bytes.insert(bytes.end(), first, first + values.size() * sizeof(float));
}

}  // namespace

void try_input(Bytes input) {
  Parts parts(input);
  Picture picture;
  picture.fill(parts.byte());
  picture[400] = parts.byte();
  float seen[features] = {};
  const Bytes bytes = parts.bytes(sizeof seen);
  if (!bytes.empty()) std::memcpy(seen, bytes.data(), bytes.size());
  for (float& value : seen) value = std::isfinite(value) ? value : 0;
  const float logits[classes] = {seen[0], -seen[1]};
  const std::vector<NamedTensor> tensors = tensors_of(parts);
  std::optional<Novelty> novelty;
  const auto read_novelty = [](const auto& from) { return Novelty::from_tensors(from, features); };
  if (accepted([&] { novelty = read_novelty(tensors); }) && novelty) {
    for (const PictureKind kind : {PictureKind::photo, PictureKind::drawing}) {
      require(is_score(novelty->score(picture, seen, kind)), "novelty is a number");
    }
    check_kept(*novelty, read_novelty);
  }
  std::optional<NoneOutput> none;
  const auto read_none = [](const auto& from) { return NoneOutput::from_tensors(from, features); };
  if (accepted([&] { none = read_none(tensors); }) && none) {
    const float score = none->score(logits, seen);
    require(is_score(none->unlike(score, PictureKind::photo)), "the output for none is a number");
    check_kept(*none, read_none);
  }
}

std::vector<Input> seeds() {
  const Input start(14);
  Input novelty = start, old = start, none = start;
  for (Input* bytes : {&novelty, &old}) {
    append(*bytes, 0, {3, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1});
    append(*bytes, 1, {3}, {0, 0, 0});
  }
  append(novelty, 2, {4, 3}, {1, 0, 0, 0, 1, 0, 2, 0, 0, 0, 2, 0});
  append(novelty, 3, {2, 3}, {0, 1, 4, 0, 1, 4});
  append(old, 2, {2, 3}, {1, 0, 0, 0, 1, 0});
  append(old, 3, {3}, {0, 1, 4});
  append(none, 4, {3, 1}, {1, 2, 3});
  append(none, 5, {1}, {-1});
  append(none, 6, {2}, {0.5f, 0.25f});
  return {novelty, old, none};
}

}  // namespace fitting_room::fuzz
