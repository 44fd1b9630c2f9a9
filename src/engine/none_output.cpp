#include "engine/none_output.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "engine/model_file.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

constexpr float most = 1000;
constexpr const char *kernel_name = "none/kernel", *bias_name = "none/bias",
                     *limits_name = "none/limits";

/// The parameters of one network for another whose last layer has another number of outputs.
/// @param change (values, outputs) of the last layer's tensors gives those for `to`.
template <typename Change>
void copy_parameters(const Sequential& from, Sequential& to, const Change& change) {
  std::vector<NamedTensor> tensors;
  append_tensors(from, from.parameters(), "", tensors);
  const std::size_t outputs = to.classes();
  for (NamedTensor& tensor : tensors) {
    if (!tensor.name.starts_with(from.layers().back()->name() + "/")) continue;
    tensor.values = change(tensor.values, from.classes());
    tensor.shape.back() = outputs;
  }
  to.parameters() = collect_tensors(to, tensors, "");
  to.parameters_changed();
}

const NamedTensor* find(const std::vector<NamedTensor>& tensors, const char* name) {
  const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
  return found == tensors.end() ? nullptr : &*found;
}

}  // namespace

NetworkDescription NoneOutput::narrowed(NetworkDescription wide) {
  wide.layers.back().units -= 1;
  return wide;
}

std::unique_ptr<Sequential> NoneOutput::widened(const Sequential& network) {
  NetworkDescription description = network.description();
  description.layers.back().units += 1;
  auto wide = std::make_unique<Sequential>(std::move(description));
  copy_parameters(network, *wide, [](const std::vector<float>& values, std::size_t outputs) {
    std::vector<float> more;
    for (std::size_t i = 0; i < values.size(); ++i) {
      more.push_back(values[i]);
      if ((i + 1) % outputs == 0) more.push_back(0);
    }
    return more;
  });
  return wide;
}

NoneOutput NoneOutput::take_off(const Sequential& wide, Sequential& network) {
  NoneOutput none;
  copy_parameters(wide, network, [&](const std::vector<float>& values, std::size_t outputs) {
    std::vector<float> rest, last;
    for (std::size_t i = 0; i < values.size(); ++i) {
      ((i + 1) % outputs == 0 ? last : rest).push_back(values[i]);
    }
    // One value for each feature is the kernel's, a single one the bias.
    if (values.size() == outputs) {
      none.bias_ = last.front();
    } else {
      none.kernel_ = std::move(last);
    }
    return rest;
  });
  return none;
}

float NoneOutput::score(std::span<const float> logits, std::span<const float> features) const {
  const float largest = *std::ranges::max_element(logits);
  float sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  const float none = std::inner_product(features.begin(), features.end(), kernel_.begin(), bias_);
  return none - largest - std::log(sum);
}

float NoneOutput::unlike(float score, PictureKind kind) const {
  return std::min(most, std::exp(score - limits_[static_cast<std::size_t>(kind)]));
}

void NoneOutput::set_limit(PictureKind kind, float score) {
  limits_[static_cast<std::size_t>(kind)] = score;
}

void NoneOutput::append_tensors(std::vector<NamedTensor>& tensors) const {
  tensors.push_back({kernel_name, {kernel_.size(), 1}, kernel_});
  tensors.push_back({bias_name, {1}, {bias_}});
  tensors.push_back({limits_name, {limits_.size()}, {limits_.begin(), limits_.end()}});
}

std::optional<NoneOutput> NoneOutput::from_tensors(const std::vector<NamedTensor>& tensors,
                                                   std::size_t features) {
  const NamedTensor* kernel = find(tensors, kernel_name);
  const NamedTensor* bias = find(tensors, bias_name);
  const NamedTensor* limits = find(tensors, limits_name);
  if (!kernel && !bias && !limits) return std::nullopt;
  NoneOutput none;
  const auto fits = [](const NamedTensor* tensor, const Shape& shape) {
    return tensor && tensor->shape == shape;
  };
  if (!fits(kernel, {features, 1}) || !fits(bias, {1}) || !fits(limits, {none.limits_.size()})) {
    throw Error("bad-model",
                "What tells other pictures from clothes in this file (\"none/…\") is incomplete or "
                "of another network. Choose another file.");
  }
  none.kernel_ = kernel->values;
  none.bias_ = bias->values.front();
  std::ranges::copy(limits->values, none.limits_.begin());
  return none;
}

}  // namespace fitting_room
