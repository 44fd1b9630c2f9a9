#include "kernels/max_pool2d.h"

#include "nn/layers.h"

namespace fitting_room {

/// Which input won each window.
struct MaxPool2D::Winners : Memory {
  explicit Winners(std::size_t size) : offsets(size) {}
  std::vector<std::uint32_t> offsets;
};

MaxPool2D::MaxPool2D(const LayerDescription& description, const std::string& name,
                     const Shape& input, const MaxPool2DSizes& sizes)
    : Layer(description, name, input, {sizes.out_height, sizes.out_width, sizes.channels}),
      sizes_(sizes) {}

std::unique_ptr<Layer::Memory> MaxPool2D::make_memory(std::size_t max_samples) const {
  return std::make_unique<Winners>(max_samples * element_count(output_shape()));
}

void MaxPool2D::forward(const Pass& pass, const float*, std::uint64_t, const float* input,
                        float* output, Memory& memory) const {
  auto& winners = static_cast<Winners&>(memory);
  max_pool2d(sizes_, pass.samples, input, output, pass.backward ? winners.offsets.data() : nullptr);
}

void MaxPool2D::backward(const Pass& pass, const float*, const float*, const float*,
                         float* output_gradient, float* input_gradient, float*,
                         Memory& memory) const {
  if (input_gradient == nullptr) return;
  const auto& winners = static_cast<Winners&>(memory);
  max_pool2d_backward(sizes_, pass.samples, output_gradient, winners.offsets.data(),
                      input_gradient);
}

}  // namespace fitting_room
