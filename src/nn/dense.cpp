#include "kernels/dense.h"

#include "kernels/pointwise.h"
#include "nn/layers.h"

namespace fitting_room {

/// One thread's packed copies of the weights, packed again when their version changes.
struct Dense::Packed : Memory {
  Packed(std::size_t inputs, std::size_t units, bool relu)
      : forward(inputs, units, relu), input_gradient(inputs, units) {}
  DenseForward forward;
  DenseInputGradient input_gradient;
  std::uint64_t input_gradient_version = 0;
};

Dense::Dense(const LayerDescription& description, const std::string& name, const Shape& input)
    : Layer(description, name, input, {description.units}) {
  parameters_ = {
      {"kernel", {input[0], description.units}, input[0], description.units},
      {"bias", {description.units}},
  };
}

std::unique_ptr<Layer::Memory> Dense::make_memory(std::size_t) const {
  return std::make_unique<Packed>(input_shape()[0], output_shape()[0],
                                  description().activation == Activation::relu);
}

void Dense::forward(const Pass& pass, const float* parameters, std::uint64_t version,
                    const float* input, float* output, Memory& memory) const {
  auto& packed = static_cast<Packed&>(memory);
  if (packed.version != version) {
    packed.forward.set_weights(parameters + parameters_[0].offset,
                               parameters + parameters_[1].offset);
    packed.version = version;
  }
  packed.forward.run(pass.samples, input, output);
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
  if (packed.input_gradient_version != version) {
    packed.input_gradient.set_weights(parameters + parameters_[0].offset);
    packed.input_gradient_version = version;
  }
  packed.input_gradient.run(pass.samples, output_gradient, input_gradient);
}

}  // namespace fitting_room
