// Each allocation of what loads, begins or tells something fails in turn: an error comes out, all
// that was there before is as it was, and nothing is leaked (the leak sanitizer watches).
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <memory>
#include <new>

#include "engine/engine.h"
#include "failing_allocation.h"
#include "support/compare.h"
#include "support/descriptions.h"
#include "support/mixtures.h"
#include "support/run.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// With what the novelty score needs, too.
constexpr std::size_t loaded = 2'200;

/// An engine that has loaded its images.
std::unique_ptr<Engine> loaded_engine(const std::string& layers = tiny_layers()) {
  static const IdxFiles files = idx_files(pictures(loaded, 1));
  auto engine = std::make_unique<Engine>(1);
  engine->add_images(Split::train, files.images, files.labels);
  engine->new_model(json_of_layers(layers), 1);
  return engine;
}

/// In the middle of a run, with a map, and a score of pictures that it does not know.
std::unique_ptr<Engine> busy_engine() {
  auto engine = loaded_engine();
  engine->fit_start(short_run());
  engine->fit_step();
  engine->project_start(Split::train);
  while (!engine->project_step().done) {
  }
  engine->fit_novelty_start();
  while (!engine->fit_novelty_step().done) {
  }
  return engine;
}

/// With a class of the visitor's own.
std::unique_ptr<Engine> engine_with_hats() {
  auto engine = loaded_engine();
  engine->add_class("Hat");
  engine->fit_start(short_run());
  engine->fit_step();
  return engine;
}

/// In the middle of a run that also learns what is no garment.
std::unique_ptr<Engine> mixing_engine() {
  auto engine = loaded_engine();
  engine->set_mixture(std::make_shared<Mixture>(small_mixture()));
  engine->fit_start(short_run());
  engine->fit_step();
  return engine;
}

const Picture picture = [] {
  Picture some;
  std::ranges::copy(pictures(1, 3).pixels, some.begin());
  return some;
}();

/// What can be seen of an engine from outside, but for its run.
struct Seen {
  explicit Seen(Engine& engine)
      : model(engine.save_model()),
        probabilities(engine.predict(picture).probabilities),
        unlike(engine.predict(picture).unlike),
        trained(engine.trained()),
        note(engine.images_note()),
        images(engine.images(Split::train).size()),
        test_images(engine.images(Split::test).size()),
        fitting(engine.fitting()) {}
  bool operator==(const Seen&) const = default;

  Bytes model;
  std::vector<float> probabilities;
  std::optional<float> unlike;
  std::string trained, note;
  std::size_t images, test_images;
  bool fitting;
};

enum class Outcome { done, refused, other };

template <typename Call>
Outcome outcome_of(const Call& call) {
  try {
    call();
    return Outcome::done;
  } catch (const std::bad_alloc&) {
    return Outcome::refused;
  } catch (const Error& error) {
    return error.code() == "out-of-memory" ? Outcome::refused : Outcome::other;
  } catch (...) {
    return Outcome::other;
  }
}

/// Calls with the first, the second, … allocation failing, until there are no more.
/// @param try_it (failing) makes the call once and checks it.
template <typename Try>
void for_each_allocation(const Try& try_it) {
  for (const auto then : {FailingAllocation::Then::recover, FailingAllocation::Then::stay}) {
    bool more = true;
    for (std::size_t number = 1; more; ++number) {
      CAPTURE(number, then);
      more = try_it(number, then);
    }
  }
}

using Make = std::function<std::unique_ptr<Engine>()>;
using Call = std::function<void(Engine&)>;

/// Until it succeeds, `call` must leave the engine that `make` gives as it was.
void check(const Make& make, const Call& call) {
  std::unique_ptr<Engine> engine;
  std::optional<Seen> before;
  Bytes run_before;
  std::size_t refused = 0;
  for_each_allocation([&](std::size_t number, FailingAllocation::Then then) {
    if (!engine) {
      engine = make();
      before.emplace(*engine);
      run_before = engine->save_checkpoint();
    }
    Outcome outcome;
    bool happened;
    {
      const FailingAllocation failing(number, then);
      outcome = outcome_of([&] { call(*engine); });
      happened = failing.happened();
    }
    REQUIRE(outcome != Outcome::other);
    if (outcome == Outcome::refused) {
      ++refused;
      REQUIRE(happened);
      REQUIRE(Seen(*engine) == *before);
      // A run names its images, all of which are looked at.
      if (refused < 150 || refused % 16 == 0) REQUIRE(engine->save_checkpoint() == run_before);
    } else {
      // Some can do without, such as a sort without its buffer. What it did must not be seen next.
      engine.reset();
    }
    return happened;
  });
  CHECK(refused > 5);
}

}  // namespace

TEST_CASE("An engine that cannot be made leaves nothing", "[allocations]") {
  for (const std::size_t threads : {1, 3}) {
    for_each_allocation([&](std::size_t number, FailingAllocation::Then then) {
      const FailingAllocation failing(number, then);
      REQUIRE(outcome_of([&] { Engine engine(threads); }) != Outcome::other);
      return failing.happened();
    });
  }
}

TEST_CASE("A model is loaded, or the one before stays", "[allocations]") {
  const Bytes normalised = loaded_engine(normalised_layers())->save_model();
  check(busy_engine, [&](Engine& engine) { engine.load_model(normalised); });
  const Bytes with_novelty = busy_engine()->save_model(Precision::float16);
  check(mixing_engine, [&](Engine& engine) { engine.load_model(with_novelty); });
}

TEST_CASE("A new network is made, or the one before stays", "[allocations]") {
  const std::string json = json_of_layers(small_layers());
  check(busy_engine, [&](Engine& engine) { engine.new_model(json, 1); });
  check(busy_engine, [&](Engine& engine) { engine.summarise(json); });
}

TEST_CASE("A saved run is taken over, or the one before goes on", "[allocations]") {
  auto other = loaded_engine();
  TrainingSettings settings = short_run();
  settings.patience = 1;
  other->fit_start(settings);
  for (int i = 0; i < 24; ++i) other->fit_step();
  const Bytes run = other->save_checkpoint();
  check(busy_engine, [&](Engine& engine) { engine.restore_checkpoint(run); });
  const Bytes mixing = mixing_engine()->save_checkpoint();
  check(mixing_engine, [&](Engine& engine) { engine.restore_checkpoint(mixing); });
}

TEST_CASE("A trainer goes on from a state, or its network is as it was", "[allocations]") {
  const ImageSet images = pictures(20, 1);
  TrainingSettings settings = short_settings(3, 8);
  settings.patience = 1;
  Bench bench(describe(small_layers()));
  Trainer trainer = bench.start(settings, images, images);
  for (int i = 0; i < 6; ++i) trainer.step();
  const TrainerState state = trainer.state();
  bench.network.initialise(7);
  const Tensor before = bench.network.parameters();
  for_each_allocation([&](std::size_t number, FailingAllocation::Then then) {
    bool happened;
    Outcome outcome;
    {
      const FailingAllocation failing(number, then);
      outcome = outcome_of([&] { bench.resume(settings, images, images, state); });
      happened = failing.happened();
    }
    REQUIRE(outcome != Outcome::other);
    const Tensor& now = bench.network.parameters();
    REQUIRE(same_bits(now, outcome == Outcome::done ? state.parameters : before));
    bench.network.initialise(7);
    return happened;
  });
}

TEST_CASE("Images are added, or there are as many as before", "[allocations]") {
  static const IdxFiles files = idx_files(pictures(30, 5));
  for (const Split split : {Split::train, Split::test}) {
    check(busy_engine,
          [&](Engine& engine) { engine.add_images(split, files.images, files.labels); });
  }
}

TEST_CASE("A run begins, or the one before goes on", "[allocations]") {
  TrainingSettings settings = short_run();
  settings.seed = 9;
  check(busy_engine, [&](Engine& engine) { engine.fit_start(settings); });
  check(mixing_engine, [&](Engine& engine) { engine.fit_start(settings); });
  check(mixing_engine, [](Engine& engine) { engine.fit_stop(); });
  ImageSet examples = pictures(2, 7);
  std::ranges::fill(examples.labels, std::uint8_t{10});
  check(engine_with_hats, [&](Engine& engine) { engine.fit_start(settings, examples); });
}

TEST_CASE("A class comes or goes, or all stays", "[allocations]") {
  check(busy_engine, [](Engine& engine) { engine.add_class("Hat"); });
  check(mixing_engine, [](Engine& engine) { engine.add_class("Hat"); });
  check(engine_with_hats, [](Engine& engine) { engine.remove_class(10); });
}

TEST_CASE("What tells something of the network changes nothing", "[allocations]") {
  check(busy_engine, [](Engine& engine) { engine.predict(picture); });
  check(busy_engine, [](Engine& engine) { engine.activations(picture); });
  check(busy_engine, [](Engine& engine) { engine.project_start(Split::train); });
  check(busy_engine, [](Engine& engine) { engine.fit_novelty_start(); });
  check(mixing_engine, [](Engine& engine) { engine.save_model(); });
}
