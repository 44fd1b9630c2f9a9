#pragma once

#include <cstddef>
#include <vector>

#include "support/descriptions.h"
#include "support/pictures.h"
#include "training/trainer.h"

namespace fitting_room::test {

/// A network with its threads, and trainers over it.
struct Bench {
  explicit Bench(const NetworkDescription& description, std::size_t threads = 1)
      : network(description), pool(threads), runner(network, pool) {
    network.initialise(1);
  }

  Trainer start(const TrainingSettings& settings, const ImageSet& training,
                const ImageSet& validation, const Mixture* mixture = nullptr) {
    return {network,
            runner,
            settings,
            {&training, 0, training.size()},
            {&validation, 0, validation.size()},
            mixture};
  }
  Trainer resume(const TrainingSettings& settings, const ImageSet& training,
                 const ImageSet& validation, const TrainerState& state,
                 const Mixture* mixture = nullptr) {
    return {network,
            runner,
            settings,
            {&training, 0, training.size()},
            {&validation, 0, validation.size()},
            state,
            mixture};
  }

  Sequential network;
  ThreadPool pool;
  BatchRunner runner;
};

/// Steps to the end of a run. @return the loss of each step.
inline std::vector<double> finish(Trainer& trainer) {
  std::vector<double> losses;
  while (!trainer.ended()) losses.push_back(trainer.step().loss);
  return losses;
}

inline TrainingSettings short_settings(std::size_t epochs, std::size_t batch_size) {
  TrainingSettings settings;
  settings.epochs = epochs;
  settings.batch_size = batch_size;
  settings.learning_rate = 0.01;
  settings.seed = 5;
  return settings;
}

}  // namespace fitting_room::test
