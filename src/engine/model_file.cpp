#include "engine/model_file.h"

#include <algorithm>

#include "nn/keras_layout.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

constexpr const char* network_key = "network";

template <typename Visit>
void for_each_parameter(const Sequential& network, const Visit& visit) {
  for (const auto& layer : network.layers()) {
    for (const ParameterSpec& parameter : layer->parameters()) {
      visit(layer->name() + "/" + parameter.name, parameter);
    }
  }
}

}  // namespace

void append_tensors(const Sequential& network, const Tensor& values, const std::string& prefix,
                    std::vector<NamedTensor>& tensors) {
  for_each_parameter(network, [&](const std::string& name, const ParameterSpec& parameter) {
    tensors.push_back({prefix + name, keras_shape(parameter), to_keras(parameter, values)});
  });
}

Tensor collect_tensors(const Sequential& network, const std::vector<NamedTensor>& tensors,
                       const std::string& prefix) {
  Tensor values(network.parameters().shape());
  for_each_parameter(network, [&](const std::string& name, const ParameterSpec& parameter) {
    const auto found = std::ranges::find(tensors, prefix + name, &NamedTensor::name);
    if (found == tensors.end()) {
      throw Error("bad-model", "This file is of another network: it has no \"" + prefix + name +
                                   "\". Choose a model that was saved here.");
    }
    const Shape shape = keras_shape(parameter);
    if (found->shape != shape) {
      throw Error("bad-model", "This file is of another network: \"" + prefix + name + "\" is " +
                                   to_string(found->shape) + " and must be " + to_string(shape) +
                                   ". Choose a model that was saved here.");
    }
    from_keras(parameter, found->values, values);
  });
  return values;
}

Classes classes_of(const std::map<std::string, std::string>& metadata, const char* code) {
  const auto named = metadata.find(classes_key);
  return named == metadata.end() ? default_classes() : parse_classes(named->second, code);
}

std::vector<std::uint8_t> write_model(const Sequential& network, const Classes& classes,
                                      const std::map<std::string, std::string>& notes,
                                      Precision precision, const std::optional<Novelty>& novelty,
                                      const std::optional<NoneOutput>& none) {
  ModelFile file;
  file.metadata = notes;
  file.metadata["format"] = "fitting-room";
  file.metadata[network_key] = to_json(network.description());
  file.metadata[classes_key] = to_json(classes);
  append_tensors(network, network.parameters(), "", file.tensors);
  if (novelty) novelty->append_tensors(file.tensors);
  if (none) none->append_tensors(file.tensors);
  return write_safetensors(file, precision);
}

LoadedModel read_model(std::span<const std::uint8_t> bytes, const NetworkDescription& fallback) {
  ModelFile file = read_safetensors(bytes);
  const auto described = file.metadata.find(network_key);
  LoadedModel model;
  try {
    model.network = std::make_unique<Sequential>(
        described == file.metadata.end() ? fallback : parse_description(described->second));
  } catch (const Error& error) {
    if (error.code() == out_of_memory) throw;
    throw Error("bad-model", std::string("The network in this file cannot work. ") + error.what());
  }
  model.classes = classes_of(file.metadata, "bad-model");
  model.network->parameters() = collect_tensors(*model.network, file.tensors, "");
  model.network->parameters_changed();
  model.novelty = Novelty::from_tensors(file.tensors, model.network->features());
  model.none = NoneOutput::from_tensors(file.tensors, model.network->features());
  model.metadata = std::move(file.metadata);
  return model;
}

}  // namespace fitting_room
