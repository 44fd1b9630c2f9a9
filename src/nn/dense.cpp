#include "kernels/dense.h"

#include "kernels/conv2d_gradients.h"
#include "nn/layers.h"
#include "nn/packed_weights.h"

namespace fitting_room {

struct Dense::Kernels : Memory {
  Kernels(const Conv2DSizes& sizes, bool relu, std::size_t max_samples)
      : forward(DenseForward(sizes.in_channels, sizes.out_channels, relu)),
        gradients(sizes, max_samples) {}
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
      .forward.with(parameters + parameters_[0].offset, parameters + parameters_[1].offset, version)
      .run(pass.samples, input, output);
}

void Dense::backward(const Pass& pass, const float* parameters, const float* input,
                     const float* output, float* output_gradient, float* input_gradient,
                     float* parameter_gradients, Memory& memory) const {
  Conv2DGradients& gradients = static_cast<Kernels&>(memory).gradients;
  const bool relu = description().activation == Activation::relu;
  gradients.list(pass.samples, output_gradient, relu ? output : nullptr);
  gradients.add_weight_gradient(input, parameter_gradients + parameters_[0].offset,
                                parameter_gradients + parameters_[1].offset);
  if (input_gradient == nullptr) return;
  gradients.input_gradient(parameters + parameters_[0].offset, input_gradient);
}

}  // namespace fitting_room
