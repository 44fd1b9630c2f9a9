#include "engine/outputs.h"

#include <string>
#include <utility>

#include "engine/model_file.h"

namespace fitting_room {
namespace {

/// The parameters of one network for another whose last layer has another number of outputs.
/// @param change rewrites the values of one of the last layer's tensors, which lie output by output
/// for each feature, once for the kernel and once for the bias.
template <typename Change>
void copy_parameters(const Sequential& from, Sequential& to, const Change& change) {
  std::vector<NamedTensor> tensors;
  append_tensors(from, from.parameters(), "", tensors);
  for (NamedTensor& tensor : tensors) {
    if (!tensor.name.starts_with(from.layers().back()->name() + "/")) continue;
    const bool is_bias = tensor.shape.size() == 1;
    tensor.values = change(tensor.values, is_bias);
    tensor.shape.back() = to.classes();
  }
  to.parameters() = collect_tensors(to, tensors, "");
  to.parameters_changed();
}

}  // namespace

NetworkDescription with_outputs(NetworkDescription description, std::size_t count) {
  description.layers.back().units = count;
  return description;
}

std::unique_ptr<Sequential> with_output(const Sequential& network, const Output& output) {
  const std::size_t outputs = network.classes();
  auto wide = std::make_unique<Sequential>(with_outputs(network.description(), outputs + 1));
  copy_parameters(network, *wide, [&](const std::vector<float>& values, bool is_bias) {
    std::vector<float> more;
    for (std::size_t i = 0; i < values.size(); ++i) {
      more.push_back(values[i]);
      if ((i + 1) % outputs != 0) continue;
      more.push_back(is_bias ? output.bias : output.kernel[i / outputs]);
    }
    return more;
  });
  return wide;
}

Output take_output(const Sequential& network, std::size_t index, Sequential& rest) {
  const std::size_t outputs = network.classes();
  Output taken;
  copy_parameters(network, rest, [&](const std::vector<float>& values, bool is_bias) {
    std::vector<float> others, own;
    for (std::size_t i = 0; i < values.size(); ++i) {
      (i % outputs == index ? own : others).push_back(values[i]);
    }
    if (is_bias) {
      taken.bias = own.front();
    } else {
      taken.kernel = std::move(own);
    }
    return others;
  });
  return taken;
}

void set_output(Sequential& network, std::size_t index, const Output& output) {
  const std::size_t outputs = network.classes();
  copy_parameters(network, network, [&](std::vector<float> values, bool is_bias) {
    for (std::size_t i = index; i < values.size(); i += outputs) {
      values[i] = is_bias ? output.bias : output.kernel[i / outputs];
    }
    return values;
  });
}

Output output_of(const Sequential& network, std::size_t index) {
  Sequential rest(with_outputs(network.description(), network.classes() - 1));
  return take_output(network, index, rest);
}

Output imprinted(std::span<const float> own, std::span<const float> others, float reach) {
  float square = 0, middle = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    square += (own[i] - others[i]) * (own[i] - others[i]);
    middle += (own[i] - others[i]) * (own[i] + others[i]) / 2;
  }
  const float scale = square > 0 ? 2 * reach / square : 0;
  Output output{std::vector<float>(own.size()), -scale * middle};
  for (std::size_t i = 0; i < own.size(); ++i) output.kernel[i] = scale * (own[i] - others[i]);
  return output;
}

}  // namespace fitting_room
