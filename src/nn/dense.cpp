#include "kernels/dense.h"

#include "nn/layers.h"
#include "nn/packed_weights.h"
#include "nn/weights_backward.h"

namespace fitting_room {

struct Dense::Kernels : Memory {
  Kernels(const Conv2DSizes& sizes, bool relu, std::size_t max_samples)
      : forward(DenseForward(sizes.in_channels, sizes.out_channels, relu)),
        gradients(sizes, std::min(max_samples, gradient_slice)) {}
  PackedWeights<DenseForward> forward;
  Conv2DGradients gradients;
};

Dense::Dense(const LayerDescription& description, const std::string& name, const Shape& input)
    : Layer(description, name, input, {description.units}) {
  parameters_ = {
      {"kernel", {description.units, input[0]}, input[0], description.units},
      {"bias", {description.units}},
  };
}

/// The same layer as a convolution over a map of 1 × 1.
Conv2DSizes Dense::sizes() const {
  return conv2d_sizes(1, 1, input_shape()[0], output_shape()[0], /*kernel=*/1, /*stride=*/1,
                      /*same=*/false);
}

std::unique_ptr<Layer::Memory> Dense::make_memory(std::size_t max_samples) const {
  return std::make_unique<Kernels>(sizes(), description().activation == Activation::relu,
                                   max_samples);
}

void Dense::forward(const Pass& pass, const float* parameters, std::uint64_t version,
                    const float* input, float* output, Memory& memory) const {
  static_cast<Kernels&>(memory)
      .forward.with(version, parameters + parameters_[0].offset, parameters + parameters_[1].offset)
      .run(pass.samples, input, output);
}

void Dense::backward(const Pass& pass, const float* parameters, const float* input,
                     const float* output, float* output_gradient, float* input_gradient,
                     float* parameter_gradients, Memory& memory) const {
  Conv2DGradients& gradients = static_cast<Kernels&>(memory).gradients;
  const bool relu = description().activation == Activation::relu;
  const std::size_t size = element_count(output_shape());
  const auto list = [&](std::size_t first, std::size_t count) {
    gradients.list(count, output_gradient + first * size, relu ? output + first * size : nullptr);
  };
  weights_backward(*this, pass.samples, gradients, list, parameters, input, input_gradient,
                   parameter_gradients);
}

}  // namespace fitting_room
