#include "engine/none_output.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "tensor/error.h"

namespace fitting_room {
namespace {

constexpr float most = 1000;
constexpr const char *kernel_name = "none/kernel", *bias_name = "none/bias",
                     *limits_name = "none/limits";

const NamedTensor* find(const std::vector<NamedTensor>& tensors, const char* name) {
  const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
  return found == tensors.end() ? nullptr : &*found;
}

}  // namespace

NetworkDescription NoneOutput::narrowed(NetworkDescription wide) {
  const std::size_t outputs = wide.layers.back().units;
  return with_outputs(std::move(wide), outputs - 1);
}

std::unique_ptr<Sequential> NoneOutput::widened(const Sequential& network) {
  return with_output(network, {std::vector<float>(network.features()), 0});
}

std::unique_ptr<Sequential> NoneOutput::put_on(const Sequential& network) const {
  return with_output(network, output_);
}

NoneOutput NoneOutput::take_off(const Sequential& wide, Sequential& network) {
  NoneOutput none;
  none.output_ = take_output(wide, network.classes(), network);
  return none;
}

float NoneOutput::score(std::span<const float> logits, std::span<const float> features) const {
  const float largest = *std::ranges::max_element(logits);
  float sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  const float none =
      std::inner_product(features.begin(), features.end(), output_.kernel.begin(), output_.bias);
  return none - largest - std::log(sum);
}

float NoneOutput::unlike(float score, PictureKind kind) const {
  return std::min(most, std::exp(score - limits_[static_cast<std::size_t>(kind)]));
}

void NoneOutput::set_limit(PictureKind kind, float score) {
  limits_[static_cast<std::size_t>(kind)] = score;
}

void NoneOutput::append_tensors(std::vector<NamedTensor>& tensors) const {
  tensors.push_back({kernel_name, {output_.kernel.size(), 1}, output_.kernel});
  tensors.push_back({bias_name, {1}, {output_.bias}});
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
  none.output_.kernel = kernel->values;
  none.output_.bias = bias->values.front();
  std::ranges::copy(limits->values, none.limits_.begin());
  return none;
}

}  // namespace fitting_room
