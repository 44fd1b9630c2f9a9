#include "training/optimizer.h"

#include <cmath>

#include "kernels/negligible.h"

namespace fitting_room {

Optimizer::Optimizer(const TrainingSettings& settings, std::size_t size, AdamConstants adam)
    : kind_(settings.optimizer),
      momentum_(static_cast<float>(settings.momentum)),
      beta2_(settings.beta2),
      weight_decay_(settings.optimizer == OptimizerKind::adamw ? settings.weight_decay : 0),
      adam_(adam),
      first_({size}) {
  if (kind_ != OptimizerKind::sgd) second_ = Tensor({size});
}

void Optimizer::update(std::uint64_t step, double learning_rate, std::size_t begin,
                       std::span<const float> gradients, std::span<float> parameters) {
  const std::size_t size = gradients.size();
  float* first = first_.data() + begin;
  float* parameter = parameters.data() + begin;
  if (kind_ == OptimizerKind::sgd) {
    const auto rate = static_cast<float>(learning_rate);
    for (std::size_t i = 0; i < size; ++i) {
      const float gradient = without_negligible(gradients[i]);
      first[i] = without_negligible(momentum_ * first[i] - rate * gradient);
      parameter[i] = without_negligible(parameter[i] + first[i]);
    }
    return;
  }
  float* second = second_.data() + begin;
  const auto t = static_cast<double>(step);
  const auto rate = static_cast<float>(learning_rate * std::sqrt(1 - std::pow(beta2_, t)) /
                                       (1 - std::pow(adam_.beta1, t)));
  const auto new1 = static_cast<float>(1 - adam_.beta1);
  const auto new2 = static_cast<float>(1 - beta2_);
  const auto epsilon = static_cast<float>(adam_.epsilon);
  const auto decay = static_cast<float>(learning_rate * weight_decay_);
  for (std::size_t i = 0; i < size; ++i) {
    const float gradient = without_negligible(gradients[i]);
    first[i] = without_negligible(first[i] + (gradient - first[i]) * new1);
    const float square = second[i] + (gradient * gradient - second[i]) * new2;
    second[i] = square < negligible * negligible ? 0.0f : square;
    parameter[i] = without_negligible(
        parameter[i] - (decay * parameter[i] + rate * first[i] / (std::sqrt(second[i]) + epsilon)));
  }
}

}  // namespace fitting_room
