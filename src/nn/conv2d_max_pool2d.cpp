#include <vector>

#include "kernels/conv2d_forward.h"
#include "nn/layers.h"
#include "nn/packed_weights.h"
#include "nn/weights_backward.h"

namespace fitting_room {

struct Conv2DMaxPool2D::Kernels : Memory {
  Kernels(const Conv2DSizes& sizes, bool relu, std::size_t max_samples, std::size_t outputs)
      : forward(Conv2DForward(sizes, relu, Pooling::max_2x2)),
        gradients(sizes, std::min(max_samples, gradient_slice)),
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
  Conv2DForward& run =
      kernels.forward.with(version, parameters + convolution_.parameters()[0].offset,
                           parameters + convolution_.parameters()[1].offset);
  if (!pass.backward) return run.run(pass.samples, input, output);
  const std::size_t in = element_count(convolution_.input_shape());
  const std::size_t out = element_count(output_shape());
  // Winners are places within a slice, as the backward pass needs them.
  for_slices(pass.samples, [&](std::size_t first, std::size_t count) {
    run.run(count, input + first * in, output + first * out, kernels.winners.data() + first * out);
  });
}

void Conv2DMaxPool2D::backward(const Pass& pass, const float* parameters, const float* input,
                               const float* output, float* output_gradient, float* input_gradient,
                               float* parameter_gradients, Memory& memory) const {
  auto& kernels = static_cast<Kernels&>(memory);
  const std::size_t size = element_count(output_shape());
  const auto list = [&](std::size_t first, std::size_t count) {
    const std::size_t at = first * size;
    kernels.gradients.list_pooled(count, output_shape()[0] * output_shape()[1],
                                  output_gradient + at, convolution_.relu() ? output + at : nullptr,
                                  kernels.winners.data() + at);
  };
  weights_backward(convolution_, pass.samples, kernels.gradients, list, parameters, input,
                   input_gradient, parameter_gradients);
}

}  // namespace fitting_room
