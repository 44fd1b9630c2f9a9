#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "nn/description.h"

namespace fitting_room::test {

/// The bytes of a file of the repository.
/// @throws std::runtime_error when there is none: a test that lacks its file must fail.
inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// model/reference.json
inline std::string reference_json() { return file_text(MODEL_DIR "/reference.json"); }

/// A description's JSON around its list of layers.
inline std::string json_of_layers(const std::string& layers,
                                  const std::string& input = "[28, 28, 1]") {
  return R"({"name": "Test", "input": )" + input + R"(, "layers": [)" + layers + "]}";
}

inline NetworkDescription describe(const std::string& layers,
                                   const std::string& input = "[28, 28, 1]") {
  return parse_description(json_of_layers(layers, input));
}

/// The data set's images through every type of layer, small enough to train within a test: 1,466
/// parameters.
inline std::string small_layers() {
  return R"({"type": "Conv2D", "filters": 6, "kernel": 3, "stride": 2, "activation": "relu"},
            {"type": "MaxPool2D", "pool": 2},
            {"type": "Dropout", "rate": 0.25},
            {"type": "Conv2D", "filters": 8, "kernel": 3, "padding": "same", "activation": "relu"},
            {"type": "MaxPool2D", "pool": 2, "padding": "same"},
            {"type": "Flatten"},
            {"type": "Dropout", "rate": 0.1},
            {"type": "Dense", "units": 10, "activation": "softmax"})";
}

/// The same with batch normalization behind a pooling and behind a Dense layer.
inline std::string normalised_layers() {
  return R"({"type": "Conv2D", "filters": 6, "kernel": 3, "stride": 2, "activation": "relu"},
            {"type": "MaxPool2D", "pool": 2},
            {"type": "BatchNormalization"},
            {"type": "Dropout", "rate": 0.25},
            {"type": "MaxPool2D", "pool": 2},
            {"type": "Flatten"},
            {"type": "Dense", "units": 12, "activation": "relu"},
            {"type": "BatchNormalization"},
            {"type": "Dense", "units": 10, "activation": "softmax"})";
}

/// Ten numbers from nine, the largest of each ninth of the image: 100 parameters.
inline std::string tiny_layers() {
  return R"({"type": "MaxPool2D", "pool": 8}, {"type": "Flatten"},
            {"type": "Dense", "units": 10, "activation": "softmax"})";
}

}  // namespace fitting_room::test
