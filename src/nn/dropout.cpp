#include "kernels/pointwise.h"
#include "nn/layers.h"

namespace fitting_room {

/// What each value was multiplied by: 0 or 1 / (1 - rate), with the scaled rate.
struct Dropout::Factors : Memory {
  explicit Factors(std::size_t size) : values({size}) {}
  Tensor values;
};

namespace {

/// 0 outside training.
float rate_of(const LayerDescription& description, const Pass& pass) {
  return pass.training ? description.rate * pass.dropout_scale : 0;
}

}  // namespace

Dropout::Dropout(const LayerDescription& description, const std::string& name, const Shape& input,
                 std::uint32_t stream)
    : Layer(description, name, input, input), stream_(stream) {}

std::unique_ptr<Layer::Memory> Dropout::make_memory(std::size_t max_samples) const {
  return std::make_unique<Factors>(max_samples * element_count(output_shape()));
}

void Dropout::forward(const Pass& pass, const float*, std::uint64_t, const float*, float* output,
                      Memory& memory) const {
  const float rate = rate_of(description(), pass);
  if (rate == 0) return;
  auto& factors = static_cast<Factors&>(memory);
  const std::size_t features = element_count(output_shape());
  const std::size_t size = pass.samples * features;
  const Philox random(pass.seed, Purpose::dropout, stream_, pass.step);
  dropout(rate, random, pass.first_sample, features, {output, size},
          factors.values.values().first(size));
}

void Dropout::backward(const Pass& pass, const float*, const float*, const float*,
                       float* output_gradient, float*, float*, Memory& memory) const {
  if (rate_of(description(), pass) == 0) return;
  const std::size_t size = pass.samples * element_count(output_shape());
  multiply({output_gradient, size},
           static_cast<const Factors&>(memory).values.values().first(size));
}

}  // namespace fitting_room
