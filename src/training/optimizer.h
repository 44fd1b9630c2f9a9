#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "tensor/tensor.h"
#include "training/settings.h"

namespace fitting_room {

/// What Keras leaves as it is, as nearly everyone does. AdamW's are Adam's.
struct AdamConstants {
  double beta1 = 0.9, epsilon = 1e-7;
};

/// Turns gradients into changes of parameters. Elementwise, so any part of the parameters can be
/// updated by any thread.
class Optimizer {
 public:
  /// @param settings give the kind, the momentum, β2 and the weight decay.
  /// @param size the number of parameters.
  Optimizer(const TrainingSettings& settings, std::size_t size, AdamConstants adam = {});

  /// Updates parameters[i] from gradients[i] for begin <= i < begin + gradients.size().
  /// @param step counted from 1. @param learning_rate of this step.
  ///
  /// Adam as in Keras (Kingma & Ba 2015, section 2, last paragraph: the bias corrections are in the
  /// step size, ε is added outside of them).
  /// AdamW as in Keras (Loshchilov & Hutter 2019): before Adam's change, each parameter loses
  /// rate * weight decay of itself; biases too, which Keras spares only where it is told to.
  /// SGD as in Keras: velocity = momentum * velocity - rate * gradient; parameter += velocity.
  void update(std::uint64_t step, double learning_rate, std::size_t begin,
              std::span<const float> gradients, std::span<float> parameters);

  /// Adam's mean of gradients or SGD's velocity, and Adam's mean of squares (empty with SGD).
  Tensor& first_moment() { return first_; }
  Tensor& second_moment() { return second_; }
  const Tensor& first_moment() const { return first_; }
  const Tensor& second_moment() const { return second_; }

 private:
  OptimizerKind kind_;
  float momentum_;
  double beta2_, weight_decay_;
  AdamConstants adam_;
  Tensor first_, second_;
};

}  // namespace fitting_room
