#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/shape.h"

namespace fitting_room {

enum class LayerType { conv2d, max_pool2d, dropout, flatten, dense };
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

/// @throws Error "bad-description" naming the layer and the reason.
NetworkDescription parse_description(std::string_view json);

/// The JSON that parse_description reads, optional fields spelled out, in one line.
std::string to_json(const NetworkDescription& description);

}  // namespace fitting_room
