#include "kernels/dense.h"

#include "kernels/pointwise.h"
#include "nn/layers.h"
#include "nn/packed_weights.h"

namespace fitting_room {

struct Dense::Packed : PackedWeights<DenseForward, DenseInputGradient> {
  using PackedWeights::PackedWeights;
};

Dense::Dense(const LayerDescription& description, const std::string& name, const Shape& input)
    : Layer(description, name, input, {description.units}) {
  parameters_ = {
      {"kernel", {input[0], description.units}, input[0], description.units},
      {"bias", {description.units}},
  };
}

std::unique_ptr<Layer::Memory> Dense::make_memory(std::size_t) const {
  const std::size_t inputs = input_shape()[0];
  const std::size_t units = output_shape()[0];
  const bool relu = description().activation == Activation::relu;
  return std::make_unique<Packed>(DenseForward(inputs, units, relu),
                                  DenseInputGradient(inputs, units));
}

void Dense::forward(const Pass& pass, const float* parameters, std::uint64_t version,
                    const float* input, float* output, Memory& memory) const {
  static_cast<Packed&>(memory)
      .forward(parameters + parameters_[0].offset, parameters + parameters_[1].offset, version)
      .run(pass.samples, input, output);
}

void Dense::backward(const Pass& pass, const float* parameters, std::uint64_t version,
                     const float* input, const float* output, float* output_gradient,
                     float* input_gradient, float* parameter_gradients, Memory& memory) const {
  auto& packed = static_cast<Packed&>(memory);
  if (description().activation == Activation::relu) {
    const std::size_t size = pass.samples * output_shape()[0];
    relu_backward({output, size}, {output_gradient, size});
  }
  dense_weight_gradient(pass.samples, input_shape()[0], output_shape()[0], input, output_gradient,
                        parameter_gradients + parameters_[0].offset,
                        parameter_gradients + parameters_[1].offset);
  if (input_gradient == nullptr) return;
  packed.input_gradient(parameters + parameters_[0].offset, version)
      .run(pass.samples, output_gradient, input_gradient);
}

}  // namespace fitting_room
