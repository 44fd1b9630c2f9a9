#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <string>

#include "support/fixture.h"

namespace fitting_room::test {

/// One case of tests/fixtures/onnx.safetensors.
class OnnxCase {
 public:
  OnnxCase(const Fixture& fixture, nlohmann::json attributes)
      : fixture_(fixture), attributes_(std::move(attributes)) {}

  std::size_t size(const char* attribute) const { return attributes_.at(attribute); }
  double number(const char* attribute) const { return attributes_.at(attribute); }
  std::string text(const char* attribute) const { return attributes_.at(attribute); }
  std::vector<std::size_t> sizes(const char* attribute) const { return attributes_.at(attribute); }
  bool contains(const std::string& role) const { return fixture_.contains(path(role)); }
  Tensor tensor(const std::string& role) const { return fixture_.tensor(path(role)); }
  /// A kernel, which the fixture holds output channels last, as our kernels want it: first.
  Tensor kernel() const {
    const Tensor last = tensor("kernel");
    Shape shape = last.shape();
    std::ranges::rotate(shape, shape.end() - 1);
    Tensor first(shape);
    const std::size_t outputs = shape[0], inputs = last.size() / outputs;
    for (std::size_t i = 0; i < last.size(); ++i) {
      first[i % outputs * inputs + i / outputs] = last[i];
    }
    return first;
  }
  Doubles doubles(const std::string& role) const { return fixture_.doubles(path(role)); }

 private:
  std::string path(const std::string& role) const { return text("name") + "/" + role; }
  const Fixture& fixture_;
  nlohmann::json attributes_;
};

/// Runs `check` on each of an operator's cases. @return how many there were.
template <typename Check>
std::size_t run_onnx_cases(const Fixture& fixture, const std::string& op, const Check& check) {
  std::size_t count = 0;
  for (const nlohmann::json& attributes : fixture.metadata("cases")) {
    if (attributes.at("operator") != op) continue;
    INFO("ONNX case " << attributes.at("name"));
    check(OnnxCase(fixture, attributes));
    ++count;
  }
  return count;
}

}  // namespace fitting_room::test
