#include "engine/checkpoint.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/model_file.h"
#include "formats/safetensors.h"
#include "tensor/error.h"
#include "tensor/text.h"

namespace fitting_room {
namespace {

using json = nlohmann::ordered_json;

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
std::uint32_t count_from_json(const json& value) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > 1'000'000'000) refuse_counters();
  return value.get<std::uint32_t>();
}

double number_from_json(const json& value) {
  if (!value.is_number()) refuse_counters();
  return value.get<double>();
}

std::vector<std::uint32_t> counts_from_json(const json& values) {
  std::vector<std::uint32_t> counts;
  if (!values.is_array()) refuse_counters();
  for (const json& value : values) counts.push_back(count_from_json(value));
  return counts;
}

json metrics_to_json(const Metrics& metrics) {
  // JSON's shortest decimal of a double reads back as the same double, so nothing is lost.
  return {{"count", metrics.count},
          {"correct", metrics.correct},
          {"loss_sum", metrics.loss_sum},
          {"confusion", metrics.confusion}};
}

Metrics metrics_from_json(const json& object) {
  Metrics metrics;
  metrics.count = count_from_json(object.at("count"));
  metrics.correct = count_from_json(object.at("correct"));
  metrics.loss_sum = number_from_json(object.at("loss_sum"));
  metrics.confusion = counts_from_json(object.at("confusion"));
  return metrics;
}

json record_to_json(const EpochRecord& record) {
  return {{"epoch", record.epoch},
          {"loss", record.loss},
          {"accuracy", record.accuracy},
          {"validation_loss", record.validation_loss},
          {"validation_accuracy", record.validation_accuracy},
          {"confusion", record.confusion}};
}

EpochRecord record_from_json(const json& object) {
  EpochRecord record;
  record.epoch = count_from_json(object.at("epoch"));
  record.loss = number_from_json(object.at("loss"));
  record.accuracy = number_from_json(object.at("accuracy"));
  record.validation_loss = number_from_json(object.at("validation_loss"));
  record.validation_accuracy = number_from_json(object.at("validation_accuracy"));
  record.confusion = counts_from_json(object.at("confusion"));
  return record;
}

Phase phase_from_json(const json& value) {
  const std::uint32_t phase = count_from_json(value);
  if (phase > static_cast<std::uint32_t>(Phase::diverged)) refuse_counters();
  return static_cast<Phase>(phase);
}

/// From pointers, as all our JSON is parsed: another kind of range would be another parser in the
/// .wasm.
json parse(const std::string& text) { return json::parse(text.data(), text.data() + text.size()); }

/// A run is stored as models are, which is of no use to one who has chosen the wrong file.
ModelFile read_file(std::span<const std::uint8_t> bytes) {
  try {
    return read_safetensors(bytes);
  } catch (const Error&) {
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
  json history = json::array();
  for (const EpochRecord& record : state.history) history.push_back(record_to_json(record));
  const json counters = {
      {"settings", parse(to_json(settings))},
      {"images", images_fingerprint},
      {"phase", static_cast<int>(state.phase)},
      {"epoch", state.epoch},
      {"position", state.position},
      {"training", metrics_to_json(state.training)},
      {"validation", metrics_to_json(state.validation)},
      {"history", history},
      {"message", state.message},
      {"fresh_statistics", state.fresh_statistics},
  };
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
    const json object = parse(counters->second);
    checkpoint.settings = parse_settings(object.at("settings").dump());
    if (!object.at("images").is_number_unsigned()) refuse_counters();
    checkpoint.images_fingerprint = object.at("images");
    TrainerState& state = checkpoint.state;
    state.phase = phase_from_json(object.at("phase"));
    state.epoch = count_from_json(object.at("epoch"));
    state.position = count_from_json(object.at("position"));
    state.training = metrics_from_json(object.at("training"));
    state.validation = metrics_from_json(object.at("validation"));
    if (!object.at("history").is_array()) refuse_counters();
    for (const json& record : object.at("history")) {
      state.history.push_back(record_from_json(record));
    }
    state.message = shown(object.at("message").get_ref<const std::string&>(), longest_note);
    state.fresh_statistics = object.value("fresh_statistics", true);
    for (const auto& [prefix, member] : tensors_of_state) {
      const bool sgd = checkpoint.settings.optimizer == OptimizerKind::sgd;
      if (sgd && member == &TrainerState::second_moment) continue;
      const bool has_best = checkpoint.settings.patience != 0 && !state.history.empty();
      if (!has_best && member == &TrainerState::best) continue;
      state.*member = collect_tensors(*checkpoint.network, file.tensors, prefix);
    }
    return checkpoint;
  } catch (const Error& error) {
    if (error.code() == "bad-checkpoint") throw;
    throw Error("bad-checkpoint", std::string("This saved run cannot be read. ") + error.what());
  } catch (const json::exception&) {
    throw Error("bad-checkpoint", "The counters of this saved run cannot be read.");
  }
}

}  // namespace fitting_room
