#include <algorithm>
#include <optional>

#include "kernels/conv2d_forward.h"
#include "kernels/conv2d_winograd_gradient.h"
#include "nn/layers.h"
#include "nn/packed_weights.h"
#include "nn/weights_backward.h"

namespace fitting_room {

struct Conv2D::Kernels : Memory {
  Kernels(const Conv2DSizes& sizes, bool relu, std::size_t max_samples)
      : forward(Conv2DForward(sizes, relu)),
        gradients(sizes, std::min(max_samples, gradient_slice)) {}
  PackedWeights<Conv2DForward> forward;
  Conv2DGradients gradients;
  /// The gradient by the input, where that is faster in tiles; made when it is first wanted.
  std::optional<PackedWeights<Conv2DWinogradGradient>> by_input;
  std::uint64_t version = 0;  // of the parameters in the forward pass
};

Conv2D::Conv2D(const LayerDescription& description, const std::string& name, const Shape& input,
               const Conv2DSizes& sizes)
    : Layer(description, name, input, {sizes.out_height, sizes.out_width, sizes.out_channels}),
      sizes_(sizes) {
  const std::size_t window = sizes.kernel_height * sizes.kernel_width;
  parameters_ = {
      {"kernel",
       {sizes.out_channels, sizes.kernel_height, sizes.kernel_width, sizes.in_channels},
       window * sizes.in_channels,
       window * sizes.out_channels},
      {"bias", {sizes.out_channels}},
  };
}

std::unique_ptr<Layer::Memory> Conv2D::make_memory(std::size_t max_samples) const {
  return std::make_unique<Kernels>(sizes_, relu(), max_samples);
}

void Conv2D::forward(const Pass& pass, const float* parameters, std::uint64_t version,
                     const float* input, float* output, Memory& memory) const {
  auto& kernels = static_cast<Kernels&>(memory);
  kernels.version = version;
  kernels.forward
      .with(version, parameters + parameters_[0].offset, parameters + parameters_[1].offset)
      .run(pass.samples, input, output);
}

void Conv2D::backward(const Pass& pass, const float* parameters, const float* input,
                      const float* output, float* output_gradient, float* input_gradient,
                      float* parameter_gradients, Memory& memory) const {
  auto& kernels = static_cast<Kernels&>(memory);
  const std::size_t size = element_count(output_shape());
  const auto list = [&](std::size_t first, std::size_t count) {
    kernels.gradients.list(count, output_gradient + first * size,
                           relu() ? output + first * size : nullptr);
  };
  if (input_gradient != nullptr && Conv2DWinogradGradient::suits(sizes_)) {
    if (!kernels.by_input) kernels.by_input.emplace(Conv2DWinogradGradient(sizes_));
    kernels.by_input->with(kernels.version, parameters + parameters_[0].offset)
        .run(pass.samples, output_gradient, relu() ? output : nullptr, input_gradient);
    input_gradient = nullptr;  // done
  }
  weights_backward(*this, pass.samples, kernels.gradients, list, parameters, input, input_gradient,
                   parameter_gradients);
}

}  // namespace fitting_room
