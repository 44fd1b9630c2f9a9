#include "engine/checkpoint.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/model_file.h"
#include "support/compare.h"
#include "support/json.h"
#include "support/small_engine.h"

using namespace fitting_room;
using namespace fitting_room::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// An engine with another network, but with the same images.
struct Fresh : SmallEngine {
  Fresh() { new_model(json_of_layers(tiny_layers()), 99); }
};

/// A saved run whose counters `change` has changed.
template <typename Change>
Bytes changed(const Bytes& bytes, const Change& change) {
  ModelFile file = read_safetensors(bytes);
  nlohmann::json counters = parse_json(file.metadata.at("checkpoint"));
  change(counters);
  file.metadata["checkpoint"] = counters.dump();
  return write_safetensors(file, Precision::float32);
}

Bytes after_steps(SmallEngine& engine, std::size_t steps) {
  engine.fit_start(short_run());
  for (std::size_t i = 0; i < steps; ++i) engine.fit_step();
  return engine.save_checkpoint();
}

}  // namespace

TEST_CASE("A saved run keeps the names of its classes", "[engine][classes]") {
  Classes classes = default_classes();
  classes[9] = "Boot";
  SmallEngine engine;
  engine.load_model(write_model(engine.network(), classes, {}, Precision::float32));
  const Bytes saved = after_steps(engine, 3);
  Fresh other;
  other.restore_checkpoint(saved);
  CHECK(other.classes() == classes);
  CHECK(other.image_classes() == default_classes());
  CHECK(other.save_checkpoint() == saved);

  const auto renamed = [&](const char* names) {
    ModelFile file = read_safetensors(saved);
    if (names) {
      file.metadata["classes"] = names;
    } else {
      file.metadata.erase("classes");
    }
    return write_safetensors(file, Precision::float32);
  };
  // Runs that were saved before classes had names of their own.
  other.restore_checkpoint(renamed(nullptr));
  CHECK(other.classes() == default_classes());
  CHECK(refusal([&] { other.restore_checkpoint(renamed(R"(["Hat", "Coat"])")); }) ==
        "bad-checkpoint: The last layer must have 2 units, one for each class.");
  CHECK(refusal([&] { other.restore_checkpoint(renamed(R"(["Hat", "Hat"])")); }) ==
        "bad-checkpoint: The classes cannot be read: two are named Hat.");
}

TEST_CASE("A run that is saved and opened elsewhere goes on bit for bit", "[engine]") {
  for (const OptimizerKind optimizer :
       {OptimizerKind::adam, OptimizerKind::adamw, OptimizerKind::sgd}) {
    TrainingSettings settings = short_run();
    settings.label_smoothing = 0.1;
    settings.patience = 1;
    settings.optimizer = optimizer;
    CAPTURE(to_json(settings));
    SmallEngine whole(normalised_layers());
    whole.fit_start(settings);
    std::vector<Bytes> saved;
    std::vector<StepReport> reports;
    while (whole.fitting()) {
      saved.push_back(whole.save_checkpoint());
      reports.push_back(whole.fit_step());
    }
    REQUIRE(reports.size() == 2 * (3 + 16));
    saved.push_back(whole.save_checkpoint());

    // At the start, within and behind an epoch's training and validation, and at the end.
    for (const std::size_t cut : {0u, 2u, 3u, 10u, 19u, 21u, 22u, 38u}) {
      CAPTURE(cut);
      Fresh engine;
      const StepReport restored = engine.restore_checkpoint(saved[cut]);
      CHECK(engine.fitting() == (cut < reports.size()));
      constexpr const char* trained[] = {"Trained for less than an epoch.",
                                         "Trained for 1 epoch on ", "Trained for 2 epochs on "};
      CHECK(engine.trained().starts_with(trained[cut / 19]));
      CHECK(engine.history().size() == cut / 19);
      if (cut > 0 && !reports[cut - 1].epoch_end) {
        CHECK(restored.epoch == reports[cut - 1].epoch);
      }
      CHECK(engine.save_checkpoint() == saved[cut]);
      for (std::size_t step = cut; step < reports.size(); ++step) {
        const StepReport report = engine.fit_step();
        CHECK(report.loss == reports[step].loss);
        CHECK(report.step == reports[step].step);
        CHECK(report.phase == reports[step].phase);
      }
      CHECK(same_bits(engine.network().parameters(), whole.network().parameters()));
      CHECK(engine.save_checkpoint() == saved.back());
    }
  }
}

TEST_CASE("A saved run that has finished goes on for more epochs", "[engine]") {
  TrainingSettings settings = short_run();
  settings.epochs = 3;
  SmallEngine whole;
  whole.fit_start(settings);
  while (whole.fitting()) whole.fit_step();

  const Bytes saved = after_steps(*std::make_unique<SmallEngine>(), 2 * (3 + 16));
  Fresh engine;
  engine.restore_checkpoint(saved);
  CHECK_FALSE(engine.fitting());
  CHECK(refusal([&] { engine.restore_checkpoint(saved, 2); }) ==
        "bad-settings: This run has 2 epochs already: ask for more.");
  CHECK(engine.restore_checkpoint(saved, 3).epochs == 3);
  while (engine.fitting()) engine.fit_step();
  CHECK(engine.save_checkpoint() == whole.save_checkpoint());
}

TEST_CASE("A saved run's network can be had alone, and nothing is taken over", "[engine]") {
  SmallEngine engine(normalised_layers());
  const Bytes saved = after_steps(engine, 5);
  Engine other(1);
  CHECK(refusal([&] { other.load_model(saved); }).starts_with("bad-model: "));
  other.load_model(Engine::checkpoint_model(saved));
  CHECK(same_bits(other.network().parameters(), engine.network().parameters()));
  CHECK(refusal([&] {
          Engine::checkpoint_model(engine.save_model());
        }).starts_with("bad-checkpoint: "));
}

TEST_CASE("A saved run tells which images it needs", "[engine]") {
  SmallEngine engine;
  const Bytes saved = after_steps(engine, 1);
  const TrainingSettings settings = Engine::checkpoint_settings(saved);
  CHECK(to_json(settings) == to_json(short_run()));
  Engine empty(1);
  CHECK(refusal([&] { empty.restore_checkpoint(saved); }) ==
        "wrong-state: The run needs 2,020 training images and 0 are loaded. Load the images "
        "first.");
  add_pictures(empty, Split::train, 2'020, 2);
  CHECK(refusal([&] { empty.restore_checkpoint(saved); }) ==
        "bad-checkpoint: This run was trained on other images than those loaded here, so it cannot "
        "go on exactly as it was.");
}

TEST_CASE("A run can be saved after it diverged", "[engine]") {
  SmallEngine engine(R"({"type": "Flatten"}, {"type": "Dense", "units": 20},
      {"type": "Dense", "units": 20}, {"type": "Dense", "units": 10, "activation": "softmax"})");
  TrainingSettings settings = short_run();
  settings.epochs = 100;
  settings.learning_rate = 10;
  engine.fit_start(settings);
  StepReport last;
  while (engine.fitting()) last = engine.fit_step();
  REQUIRE(last.phase == Phase::diverged);
  CHECK(all_finite(engine.predict({}).probabilities));
  CHECK_NOTHROW(engine.save_model());
  Fresh other;
  CHECK(other.restore_checkpoint(engine.save_checkpoint()).message == last.message);
  CHECK_FALSE(other.fitting());
}

TEST_CASE("A file that is no saved run is refused, and the present run goes on", "[engine]") {
  SmallEngine engine;
  const Bytes saved = after_steps(engine, 5);
  const auto refused = [&](const Bytes& bytes) {
    const std::string said = refusal([&] { engine.restore_checkpoint(bytes); });
    CHECK(engine.fitting());
    CHECK(engine.save_checkpoint() == saved);
    return said;
  };
  CHECK(refused({}) ==
        "bad-checkpoint: This file is no saved run, or it is damaged or cut short. Choose a "
        ".checkpoint file, as Fitting Room saves it.");
  CHECK(refused(engine.save_model()) ==
        "bad-checkpoint: This file is not a saved run. If it is a model, load it as one.");
  // A saved run is not a model either: it has no tensor by a model's names.
  CHECK(refusal([&] { engine.load_model(saved); }).starts_with("bad-model: "));
  CHECK(engine.fitting());
}

TEST_CASE("Counters that no run can have are refused", "[engine]") {
  SmallEngine engine;
  const Bytes training = after_steps(engine, 2);    // of 3 batches
  const Bytes validating = after_steps(engine, 8);  // 5 of 16 batches of the first validation
  while (engine.fitting()) engine.fit_step();
  const Bytes finished = engine.save_checkpoint();
  using nlohmann::json;
  struct Case {
    const Bytes& bytes;
    std::string key;
    json value;
  };
  std::vector<Case> cases = {
      {training, "position", 3},
      {training, "position", 60'000},
      {validating, "position", 16},
      {validating, "position", 17},
      {finished, "position", 1},
      {training, "epoch", 1},
      {training, "epoch", 2},
      {finished, "epoch", 1},
      {training, "phase", 1},
      {validating, "phase", 0},
      {training, "phase", 2},
      {finished, "phase", 0},
      {finished, "phase", 1},
      {training, "phase", 4},
      {training, "history", {1}},
      {training, "history", json::array({json::object()})},
      {finished, "history", json::array()},
  };
  for (const char* key : {"phase", "epoch", "position", "images"}) {
    for (const json& value : {json(-1), json(1.5), json(1e300), json("1"), json(), json(true)}) {
      cases.push_back({training, key, value});
    }
  }
  for (const char* key : {"phase", "epoch", "position"}) {
    cases.push_back({training, key, 1'000'000'001u});
  }
  for (const char* key :
       {"settings", "training", "validation", "history", "message", "fresh_statistics"}) {
    for (const json& value : {json(7), json()}) cases.push_back({training, key, value});
  }
  for (const Case& c : cases) {
    const Bytes bytes = changed(c.bytes, [&](json& counters) { counters[c.key] = c.value; });
    CAPTURE(c.key, c.value.dump());
    Fresh other;
    CHECK(refusal([&] { other.restore_checkpoint(bytes); }).starts_with("bad-checkpoint: "));
  }
  for (const char* key : {"settings", "images", "phase", "epoch", "position", "training",
                          "validation", "history", "message"}) {
    CAPTURE(key);
    const Bytes bytes = changed(training, [&](json& counters) { counters.erase(key); });
    Fresh other;
    CHECK(refusal([&] { other.restore_checkpoint(bytes); }).starts_with("bad-checkpoint: "));
  }
}

TEST_CASE("Counters that are no JSON are refused, and one that is young may be missing",
          "[engine]") {
  SmallEngine engine;
  const Bytes saved = after_steps(engine, 2);
  ModelFile file = read_safetensors(saved);
  file.metadata["checkpoint"] = "{";
  Fresh other;
  CHECK(refusal([&] { other.restore_checkpoint(write_safetensors(file, Precision::float32)); }) ==
        "bad-checkpoint: The counters of this saved run do not make sense.");
  other.restore_checkpoint(
      changed(saved, [](nlohmann::json& counters) { counters.erase("fresh_statistics"); }));
  CHECK(other.save_checkpoint() == saved);
}

TEST_CASE("Metrics of a saved run that cannot be are refused", "[engine]") {
  SmallEngine engine;
  const Bytes validating = after_steps(engine, 8);
  using nlohmann::json;
  const auto refused = [&](const char* which, const char* key, const json& value) {
    CAPTURE(which, key, value.dump());
    const Bytes bytes = changed(validating, [&](json& counters) { counters[which][key] = value; });
    Fresh other;
    CHECK(refusal([&] { other.restore_checkpoint(bytes); }).starts_with("bad-checkpoint: "));
  };
  for (const char* which : {"training", "validation"}) {
    refused(which, "count", -1);
    refused(which, "count", 1e9);
    refused(which, "count", json());
    refused(which, "correct", 1'000'000);
    refused(which, "loss_sum", "low");
    refused(which, "confusion", 7);
    refused(which, "confusion", {1, 2, 3});
    refused(which, "confusion", std::vector<int>(100, 1));  // of other images than were counted
    refused(which, "confusion", std::vector<int>(100, -1));
  }
}
