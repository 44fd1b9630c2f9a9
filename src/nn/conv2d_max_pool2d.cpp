#include <vector>

#include "kernels/conv2d.h"
#include "kernels/conv2d_gradients.h"
#include "nn/layers.h"
#include "nn/packed_weights.h"

namespace fitting_room {

struct Conv2DMaxPool2D::Kernels : Memory {
  Kernels(const Conv2DSizes& sizes, bool relu, std::size_t max_samples, std::size_t outputs)
      : forward(Conv2DForward(sizes, relu)),
        gradients(sizes, max_samples),
        winners(max_samples * outputs) {}
  PackedWeights<Conv2DForward> forward;
  Conv2DGradients gradients;
  std::vector<std::uint32_t> winners;
};

Conv2DMaxPool2D::Conv2DMaxPool2D(const LayerDescription& description, const std::string& name,
                                 Conv2D& convolution, const MaxPool2DSizes& sizes)
    : Layer(description, name, convolution.output_shape(),
            {sizes.out_height, sizes.out_width, sizes.channels}),
      convolution_(convolution) {
  convolution.leave_to_next();
}

std::unique_ptr<Layer::Memory> Conv2DMaxPool2D::make_memory(std::size_t max_samples) const {
  return std::make_unique<Kernels>(convolution_.sizes(), convolution_.relu(), max_samples,
                                   element_count(output_shape()));
}

void Conv2DMaxPool2D::forward(const Pass& pass, const float* parameters, std::uint64_t version,
                              const float* input, float* output, Memory& memory) const {
  auto& kernels = static_cast<Kernels&>(memory);
  kernels.forward
      .with(parameters + convolution_.parameters()[0].offset,
            parameters + convolution_.parameters()[1].offset, version)
      .run_pooled(pass.samples, input, output, pass.backward ? kernels.winners.data() : nullptr);
}

void Conv2DMaxPool2D::backward(const Pass& pass, const float* parameters, const float* input,
                               const float* output, float* output_gradient, float* input_gradient,
                               float* parameter_gradients, Memory& memory) const {
  auto& kernels = static_cast<Kernels&>(memory);
  kernels.gradients.list_pooled(pass.samples, output_shape()[0] * output_shape()[1],
                                output_gradient, convolution_.relu() ? output : nullptr,
                                kernels.winners.data());
  const std::size_t kernel = convolution_.parameters()[0].offset;
  kernels.gradients.add_weight_gradient(
      input, parameter_gradients + kernel,
      parameter_gradients + convolution_.parameters()[1].offset);
  if (input_gradient == nullptr) return;
  kernels.gradients.input_gradient(parameters + kernel, input_gradient);
}

}  // namespace fitting_room
