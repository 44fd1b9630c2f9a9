#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/error.h"
#include "tensor/shape.h"

namespace fitting_room {

enum class LayerType { conv2d, max_pool2d, batch_normalization, dropout, flatten, dense };
enum class Activation { linear, relu, softmax };

/// "Conv2D", "MaxPool2D", …
std::string_view to_string(LayerType type);
/// "linear", "relu", "softmax"
std::string_view to_string(Activation activation);

/// One layer as a visitor writes it. Only the fields of its type have a meaning.
struct LayerDescription {
  LayerType type = LayerType::flatten;
  std::size_t filters = 0;  // Conv2D
  std::size_t kernel = 0;   // Conv2D: height and width
  std::size_t stride = 1;   // Conv2D, MaxPool2D
  bool same = false;        // Conv2D, MaxPool2D: "same" padding instead of "valid"
  std::size_t pool = 0;     // MaxPool2D: height and width
  float rate = 0;           // Dropout
  std::size_t units = 0;    // Dense
  Activation activation = Activation::linear;  // Conv2D, Dense
};

/// A network as data: what model/reference.json holds.
///
///   { "name": "Reference CNN", "input": [28, 28, 1], "layers": [
///     { "type": "Conv2D", "filters": 32, "kernel": 3, "activation": "relu" },
///     { "type": "MaxPool2D", "pool": 2 }, { "type": "Dropout", "rate": 0.25 },
///     { "type": "Flatten" }, { "type": "Dense", "units": 10, "activation": "softmax" } ] }
///
/// Optional: Conv2D "stride" 1, "padding" "valid", "activation" "linear"; MaxPool2D "stride" the
/// pool, "padding" "valid"; Dense "activation" "linear".
struct NetworkDescription {
  std::string name;
  Shape input;
  std::vector<LayerDescription> layers;
};

/// A layer that cannot work: an Error "bad-description" that tells which one.
class LayerError : public Error {
 public:
  /// @param layer its number, counted from 1
  LayerError(std::size_t layer, const std::string& sentence)
      : Error("bad-description", sentence), layer_(layer) {}
  std::size_t layer() const noexcept { return layer_; }

 private:
  std::size_t layer_;
};

/// A description whose layers may be wrong: it holds those before the first one that is.
struct DescriptionDraft {
  NetworkDescription description;
  std::optional<LayerError> problem;
};

/// @throws Error "bad-description" where the text is no description, whatever its layers.
DescriptionDraft parse_draft(std::string_view json);

/// @throws LayerError; Error "bad-description" where the text is no description.
NetworkDescription parse_description(std::string_view json);

/// The JSON that parse_description reads, optional fields spelled out, in one line.
std::string to_json(const NetworkDescription& description);

}  // namespace fitting_room
