#include "kernels/conv2d_forward.h"

namespace fitting_room {

Conv2DForward::Conv2DForward(const Conv2DSizes& sizes, bool relu, Pooling pooling)
    : way_(Conv2DDirect(sizes, relu, pooling)) {
  if (Conv2DWinograd::suits(sizes, pooling)) way_ = Conv2DWinograd(sizes, relu, pooling);
}

void Conv2DForward::set_weights(const float* kernel, const float* bias) {
  std::visit([&](auto& way) { way.set_weights(kernel, bias); }, way_);
}

void Conv2DForward::run(std::size_t batch, const float* input, float* output,
                        std::uint32_t* winners) {
  std::visit([&](auto& way) { way.run(batch, input, output, winners); }, way_);
}

}  // namespace fitting_room
