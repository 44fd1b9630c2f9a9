#include "kernels/pointwise.h"
#include "nn/layers.h"
#include "nn/packed_weights.h"

namespace fitting_room {

struct Conv2D::Packed : PackedWeights<Conv2DForward, Conv2DInputGradient> {
  using PackedWeights::PackedWeights;
  Tensor padded;  // scratch of the weight gradient
};

Conv2D::Conv2D(const LayerDescription& description, const std::string& name, const Shape& input,
               const Conv2DSizes& sizes)
    : Layer(description, name, input, {sizes.out_height, sizes.out_width, sizes.out_channels}),
      sizes_(sizes) {
  const std::size_t window = sizes.kernel_height * sizes.kernel_width;
  parameters_ = {
      {"kernel",
       {sizes.kernel_height, sizes.kernel_width, sizes.in_channels, sizes.out_channels},
       window * sizes.in_channels,
       window * sizes.out_channels},
      {"bias", {sizes.out_channels}},
  };
}

std::unique_ptr<Layer::Memory> Conv2D::make_memory(std::size_t) const {
  const bool relu = description().activation == Activation::relu;
  return std::make_unique<Packed>(Conv2DForward(sizes_, relu), Conv2DInputGradient(sizes_));
}

void Conv2D::forward(const Pass& pass, const float* parameters, std::uint64_t version,
                     const float* input, float* output, Memory& memory) const {
  static_cast<Packed&>(memory)
      .forward(parameters + parameters_[0].offset, parameters + parameters_[1].offset, version)
      .run(pass.samples, input, output);
}

void Conv2D::backward(const Pass& pass, const float* parameters, std::uint64_t version,
                      const float* input, const float* output, float* output_gradient,
                      float* input_gradient, float* parameter_gradients, Memory& memory) const {
  auto& packed = static_cast<Packed&>(memory);
  if (description().activation == Activation::relu) {
    const std::size_t size = pass.samples * element_count(output_shape());
    relu_backward({output, size}, {output_gradient, size});
  }
  conv2d_weight_gradient(sizes_, pass.samples, input, output_gradient,
                         parameter_gradients + parameters_[0].offset,
                         parameter_gradients + parameters_[1].offset, packed.padded);
  if (input_gradient == nullptr) return;
  packed.input_gradient(parameters + parameters_[0].offset, version)
      .run(pass.samples, output_gradient, input_gradient);
}

}  // namespace fitting_room
