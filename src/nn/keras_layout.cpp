#include "nn/keras_layout.h"

#include <algorithm>

#include "tensor/views.h"

namespace fitting_room {

Shape keras_shape(const ParameterSpec& parameter) {
  Shape shape = parameter.shape;
  std::ranges::rotate(shape, shape.begin() + 1);
  return shape;
}

std::vector<float> to_keras(const ParameterSpec& parameter, const Tensor& network) {
  const std::size_t outputs = parameter.shape[0];
  std::vector<float> values(element_count(parameter.shape));
  MatrixView(values.data(), values.size() / outputs, outputs) =
      ConstMatrixView(network.data() + parameter.offset, outputs, values.size() / outputs)
          .transpose();
  return values;
}

void from_keras(const ParameterSpec& parameter, std::span<const float> values, Tensor& network) {
  const std::size_t outputs = parameter.shape[0];
  MatrixView(network.data() + parameter.offset, outputs, values.size() / outputs) =
      ConstMatrixView(values.data(), values.size() / outputs, outputs).transpose();
}

}  // namespace fitting_room
