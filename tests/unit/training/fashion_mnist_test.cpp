// Does training really learn? Run by tools/test on its own, since it takes a minute or two.
#include "support/fashion_mnist.h"

#if !defined(__EMSCRIPTEN__)

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "support/descriptions.h"

using namespace fitting_room;
using namespace fitting_room::test;

TEST_CASE("Three epochs on 10,000 images with the default settings pass 0.82 on the test set",
          "[.][learning]") {
  Engine engine(std::max(1u, std::thread::hardware_concurrency()));
  const TrainingSettings settings;
  load(engine, Split::train, Engine::needs(settings).train);
  load(engine, Split::test, 10'000);
  engine.new_model(reference_json(), settings.seed);
  engine.fit_start(settings);
  while (engine.fitting()) {
    const StepReport report = engine.fit_step();
    if (report.epoch_end) {
      WARN("epoch " << report.epoch << ": loss " << report.epoch_end->loss << ", accuracy "
                    << report.epoch_end->accuracy << ", validation accuracy "
                    << report.epoch_end->validation_accuracy);
    }
  }
  const double accuracy = test_accuracy(engine);
  WARN("test accuracy " << accuracy);
  CHECK(accuracy > 0.82);
}

#endif
