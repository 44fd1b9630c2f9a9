#include "engine/checkpoint.h"

#include <string>
#include <utility>

#include "engine/model_file.h"
#include "formats/safetensors.h"
#include "tensor/error.h"
#include "text/json.h"
#include "text/shown.h"

namespace fitting_room {
namespace {

constexpr const char* key = "checkpoint";
constexpr const char* network_key = "network";
constexpr std::pair<const char*, Tensor TrainerState::*> tensors_of_state[] = {
    {"parameters/", &TrainerState::parameters},
    {"last_good/", &TrainerState::last_good},
    {"best/", &TrainerState::best},
    {"first_moment/", &TrainerState::first_moment},
    {"second_moment/", &TrainerState::second_moment},
};

[[noreturn]] void refuse_counters() {
  throw Error("bad-checkpoint", "The counters of this saved run do not make sense.");
}

/// A whole number from 0 to 10^9. Others, silently converted, could look like something else.
std::uint32_t count_from_json(const Json& value) {
  const std::optional<std::uint64_t> count = value.whole();
  if (!count || *count > 1'000'000'000) refuse_counters();
  return static_cast<std::uint32_t>(*count);
}

const Json& field(const Json& object, const char* name) {
  const Json* found = object.find(name);
  if (!found) refuse_counters();
  return *found;
}

std::uint32_t count_of(const Json& object, const char* name) {
  return count_from_json(field(object, name));
}

double number_of(const Json& object, const char* name) {
  const std::optional<double> number = field(object, name).number();
  if (!number) refuse_counters();
  return *number;
}

const Json::Array& list_of(const Json& object, const char* name) {
  const Json::Array* list = field(object, name).array();
  if (!list) refuse_counters();
  return *list;
}

std::vector<std::uint32_t> counts_of(const Json& object, const char* name) {
  std::vector<std::uint32_t> counts;
  for (const Json& value : list_of(object, name)) counts.push_back(count_from_json(value));
  return counts;
}

Json metrics_to_json(const Metrics& metrics) {
  // JSON's shortest decimal of a double reads back as the same double, so nothing is lost.
  Json object;
  object.add("count", metrics.count)
      .add("correct", metrics.correct)
      .add("loss_sum", metrics.loss_sum)
      .add("confusion", metrics.confusion);
  return object;
}

Metrics metrics_from_json(const Json& object) {
  Metrics metrics;
  metrics.count = count_of(object, "count");
  metrics.correct = count_of(object, "correct");
  metrics.loss_sum = number_of(object, "loss_sum");
  metrics.confusion = counts_of(object, "confusion");
  return metrics;
}

Json record_to_json(const EpochRecord& record) {
  Json object;
  object.add("epoch", record.epoch)
      .add("loss", record.loss)
      .add("accuracy", record.accuracy)
      .add("validation_loss", record.validation_loss)
      .add("validation_accuracy", record.validation_accuracy)
      .add("confusion", record.confusion);
  return object;
}

EpochRecord record_from_json(const Json& object) {
  EpochRecord record;
  record.epoch = count_of(object, "epoch");
  record.loss = number_of(object, "loss");
  record.accuracy = number_of(object, "accuracy");
  record.validation_loss = number_of(object, "validation_loss");
  record.validation_accuracy = number_of(object, "validation_accuracy");
  record.confusion = counts_of(object, "confusion");
  return record;
}

Phase phase_of(const Json& object) {
  const std::uint32_t phase = count_of(object, "phase");
  if (phase > static_cast<std::uint32_t>(Phase::diverged)) refuse_counters();
  return static_cast<Phase>(phase);
}

/// A run is stored as models are, which is of no use to one who has chosen the wrong file.
ModelFile read_file(std::span<const std::uint8_t> bytes) {
  try {
    return read_safetensors(bytes);
  } catch (const Error& error) {
    if (error.code() == out_of_memory) throw;
    throw Error("bad-checkpoint",
                "This file is no saved run, or it is damaged or cut short. Choose a .checkpoint "
                "file, as Fitting Room saves it.");
  }
}

}  // namespace

std::vector<std::uint8_t> write_checkpoint(const Sequential& network, const Classes& classes,
                                           const TrainingSettings& settings,
                                           const TrainerState& state,
                                           std::uint64_t images_fingerprint) {
  Json::Array history;
  for (const EpochRecord& record : state.history) history.push_back(record_to_json(record));
  Json counters;
  counters.add("settings", Json::parse(to_json(settings)).value())
      .add("images", images_fingerprint)
      .add("phase", static_cast<std::uint32_t>(state.phase))
      .add("epoch", state.epoch)
      .add("position", state.position)
      .add("training", metrics_to_json(state.training))
      .add("validation", metrics_to_json(state.validation))
      .add("history", std::move(history))
      .add("message", state.message)
      .add("fresh_statistics", state.fresh_statistics);
  ModelFile file;
  file.metadata["format"] = "fitting-room run";
  file.metadata[network_key] = to_json(network.description());
  file.metadata[classes_key] = to_json(classes);
  file.metadata[key] = counters.dump();
  for (const auto& [prefix, member] : tensors_of_state) {
    if ((state.*member).size() != 0) append_tensors(network, state.*member, prefix, file.tensors);
  }
  return write_safetensors(file, Precision::float32);
}

Checkpoint read_checkpoint(std::span<const std::uint8_t> bytes) {
  try {
    const ModelFile file = read_file(bytes);
    const auto counters = file.metadata.find(key);
    const auto network = file.metadata.find(network_key);
    if (counters == file.metadata.end() || network == file.metadata.end()) {
      throw Error("bad-checkpoint",
                  "This file is not a saved run. If it is a model, load it as one.");
    }
    Checkpoint checkpoint;
    checkpoint.network = std::make_unique<Sequential>(parse_description(network->second));
    checkpoint.classes = classes_of(file.metadata, "bad-checkpoint");
    const std::optional<Json> parsed = Json::parse(counters->second);
    if (!parsed) refuse_counters();
    const Json& object = *parsed;
    checkpoint.settings = parse_settings(field(object, "settings").dump());
    const std::optional<std::uint64_t> images = field(object, "images").whole();
    const std::string* message = field(object, "message").string();
    if (!images || !message) refuse_counters();
    checkpoint.images_fingerprint = *images;
    TrainerState& state = checkpoint.state;
    state.phase = phase_of(object);
    state.epoch = count_of(object, "epoch");
    state.position = count_of(object, "position");
    state.training = metrics_from_json(field(object, "training"));
    state.validation = metrics_from_json(field(object, "validation"));
    for (const Json& record : list_of(object, "history")) {
      state.history.push_back(record_from_json(record));
    }
    state.message = shown(*message, longest_note);
    // Runs from before it was kept began with fresh ones.
    const Json* fresh = object.find("fresh_statistics");
    const std::optional<bool> truth = fresh ? fresh->boolean() : true;
    if (!truth) refuse_counters();
    state.fresh_statistics = *truth;
    for (const auto& [prefix, member] : tensors_of_state) {
      const bool sgd = checkpoint.settings.optimizer == OptimizerKind::sgd;
      if (sgd && member == &TrainerState::second_moment) continue;
      const bool has_best = checkpoint.settings.patience != 0 && !state.history.empty();
      if (!has_best && member == &TrainerState::best) continue;
      state.*member = collect_tensors(*checkpoint.network, file.tensors, prefix);
    }
    return checkpoint;
  } catch (const Error& error) {
    if (error.code() == "bad-checkpoint" || error.code() == out_of_memory) throw;
    throw Error("bad-checkpoint", std::string("This saved run cannot be read. ") + error.what());
  }
}

}  // namespace fitting_room
