#pragma once

#include <cstddef>
#include <memory>

#include "kernels/pointwise.h"
#include "kernels/reference/reference.h"
#include "nn/layer.h"
#include "nn/sequential.h"
#include "support/compare.h"

/// Networks in float64, from the plain twins of the kernels.
namespace fitting_room::test {

/// What a Dropout layer multiplies by in a pass; empty where it drops nothing.
inline Doubles dropout_factors(const Layer& layer, std::uint32_t position, const Pass& pass) {
  const float rate = layer.description().rate;
  if (layer.description().type != LayerType::dropout || rate == 0 || !pass.training) return {};
  const std::size_t features = element_count(layer.output_shape());
  Tensor values({pass.samples, features}), factors({pass.samples, features});
  dropout(rate, Philox(pass.seed, Purpose::dropout, position, pass.step), pass.first_sample,
          features, values.values(), factors.values());
  return to_doubles(factors);
}

/// @param parameters the network's array. @param input {samples, input shape}.
/// @param factors of dropout_factors().
inline Doubles reference_forward(const Layer& layer, std::size_t samples, const Doubles& parameters,
                                 const Doubles& input, const Doubles& factors,
                                 bool training = false) {
  const LayerDescription& d = layer.description();
  const Shape& in = layer.input_shape();
  const Shape& out = layer.output_shape();
  const auto parameter = [&](std::size_t index) {
    const ParameterSpec& spec = layer.parameters()[index];
    const auto begin = parameters.begin() + static_cast<std::ptrdiff_t>(spec.offset);
    return Doubles(begin, begin + static_cast<std::ptrdiff_t>(element_count(spec.shape)));
  };
  const bool relu = d.activation == Activation::relu;
  switch (d.type) {
    case LayerType::conv2d:
      return reference::conv2d(
          conv2d_sizes(in[0], in[1], in[2], d.filters, d.kernel, d.stride, d.same), samples, input,
          parameter(0), parameter(1), relu);
    case LayerType::max_pool2d: {
      const Conv2DSizes s = conv2d_sizes(in[0], in[1], in[2], in[2], d.pool, d.stride, d.same);
      return reference::max_pool2d(
          {in[0], in[1], in[2], out[0], out[1], d.pool, d.stride, s.pad_top, s.pad_left}, samples,
          input);
    }
    case LayerType::batch_normalization: {
      auto [mean, variance] = reference::mean_and_variance(out.back(), input);
      if (!training) mean = parameter(2), variance = parameter(3);
      return reference::batch_normalization(input, mean, variance, parameter(0), parameter(1),
                                            /*epsilon=*/1e-3);
    }
    case LayerType::dropout: {
      Doubles output = input;
      for (std::size_t i = 0; i < factors.size(); ++i) output[i] *= factors[i];
      return output;
    }
    case LayerType::flatten: return input;
    case LayerType::dense:
      return reference::dense(samples, in[0], out[0], input, parameter(0), parameter(1), relu);
  }
  return {};
}

/// A whole network for one pass, whose dropout stays the same from call to call.
class ReferenceNetwork {
 public:
  ReferenceNetwork(const Sequential& network, const Pass& pass)
      : network_(network), samples_(pass.samples), training_(pass.training) {
    std::uint32_t position = 0;
    for (const auto& layer : network.layers()) {
      factors_.push_back(dropout_factors(*layer, ++position, pass));
    }
  }

  Doubles logits(const Doubles& parameters, const Doubles& images) const {
    Doubles values = images;
    for (std::size_t i = 0; i < factors_.size(); ++i) {
      values = reference_forward(*network_.layers()[i], samples_, parameters, values, factors_[i],
                                 training_);
    }
    return values;
  }

 private:
  const Sequential& network_;
  std::size_t samples_;
  bool training_;
  std::vector<Doubles> factors_;
};

}  // namespace fitting_room::test
