#pragma once

#include "engine/engine.h"
#include "support/descriptions.h"
#include "support/pictures.h"

namespace fitting_room::test {

inline void add_pictures(Engine& engine, Split split, std::size_t count, std::uint32_t seed) {
  const IdxFiles files = idx_files(pictures(count, seed));
  engine.add_images(split, files.images, files.labels);
}

/// An engine with a network and the images of a short run: 20 to train on, 2,000 to validate with.
struct SmallEngine : Engine {
  explicit SmallEngine(const std::string& layers = tiny_layers(), std::size_t threads = 1)
      : Engine(threads) {
    new_model(json_of_layers(layers), 1);
    add_pictures(*this, Split::train, 2'020, 1);
  }
};

inline TrainingSettings short_run() {
  TrainingSettings settings;
  settings.epochs = 2;
  settings.batch_size = 8;
  settings.learning_rate = 0.01;
  settings.training_images = 20;
  return settings;
}

}  // namespace fitting_room::test
