#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>

#include "formats/safetensors.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/json.h"
#include "tensor/tensor.h"

namespace fitting_room::test {

/// A file of tests/fixtures: tensors by name, and JSON in its metadata.
class Fixture {
 public:
  explicit Fixture(const std::string& name) {
    const std::string text = file_text(FIXTURES_DIR "/" + name);
    file_ = read_safetensors({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }

  nlohmann::json metadata(const std::string& key) const {
    return parse_json(file_.metadata.at(key));
  }

  bool contains(const std::string& name) const { return find(name) != file_.tensors.end(); }

  /// In the memory that kernels ask for.
  Tensor tensor(const std::string& name) const {
    const auto found = find(name);
    if (found == file_.tensors.end()) throw std::runtime_error("no " + name + " in the fixture");
    Tensor tensor(found->shape);
    std::ranges::copy(found->values, tensor.data());
    return tensor;
  }

  Doubles doubles(const std::string& name) const { return to_doubles(tensor(name)); }

 private:
  std::vector<NamedTensor>::const_iterator find(const std::string& name) const {
    return std::ranges::find(file_.tensors, name, &NamedTensor::name);
  }
  ModelFile file_;
};

}  // namespace fitting_room::test
