#include "training/settings.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "support/compare.h"
#include "training/settings_table.h"

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

std::string said(const std::string& json) {
  return refusal([&] { parse_settings(json); });
}

std::string field(const std::string& name, const std::string& value) {
  return "{\"" + name + "\": " + value + "}";
}

}  // namespace

TEST_CASE("Settings that are left out are the defaults", "[training]") {
  const TrainingSettings settings = parse_settings("{}");
  CHECK(settings.epochs == 3);
  CHECK(settings.batch_size == 32);
  CHECK(settings.learning_rate == 0.001);
  CHECK(settings.training_images == 10'000);
  CHECK(settings.optimizer == OptimizerKind::adam);
  CHECK(settings.momentum == 0.9);
  CHECK(settings.weight_decay == 0.004);
  CHECK(settings.label_smoothing == 0);
  CHECK(settings.dropout_scale == 1);
  CHECK(settings.schedule == Schedule::constant);
  CHECK(settings.augmentation == Augmentation::none);
  CHECK(settings.patience == 0);
  CHECK_FALSE((settings.flip || settings.shift || settings.erase || settings.figures));
}

TEST_CASE("Settings survive being written and read", "[training]") {
  const std::string json =
      R"({"epochs":7,"batchSize":33,"learningRate":0.0123,"trainingImages":60000,)"
      R"("seed":9007199254740991,"optimizer":"sgd","momentum":0.1,"beta2":0.98,)"
      R"("weightDecay":0.02,"labelSmoothing":0.1,"dropoutScale":0.4,)"
      R"("schedule":"one-cycle","augmentation":"photo",)"
      R"("patience":5,"flip":true,"shift":false,"erase":true,"figures":true})";
  const TrainingSettings settings = parse_settings(json);
  CHECK(settings.epochs == 7);
  CHECK(settings.batch_size == 33);
  CHECK(settings.learning_rate == 0.0123);
  CHECK(settings.training_images == 60'000);
  CHECK(settings.seed == 9007199254740991);
  CHECK(settings.optimizer == OptimizerKind::sgd);
  CHECK(settings.momentum == 0.1);
  CHECK(settings.beta2 == 0.98);
  CHECK(settings.weight_decay == 0.02);
  CHECK(settings.label_smoothing == 0.1);
  CHECK(settings.dropout_scale == 0.4);
  CHECK(settings.schedule == Schedule::one_cycle);
  CHECK(settings.augmentation == Augmentation::photo);
  CHECK(settings.patience == 5);
  CHECK(settings.flip);
  CHECK_FALSE(settings.shift);
  CHECK(settings.erase);
  CHECK(settings.figures);
  CHECK(to_json(settings) == json);
}

TEST_CASE("Settings at the ends of their ranges are accepted", "[training]") {
  for (const char* json :
       {R"({"epochs": 1})", R"({"epochs": 1000})", R"({"epochs": 3.0})", R"({"batchSize": 1})",
        R"({"batchSize": 1024})", R"({"trainingImages": 10})", R"({"trainingImages": 60000})",
        R"({"seed": 0})", R"({"learningRate": 1e-300})", R"({"learningRate": 10})",
        R"({"momentum": 0})", R"({"beta2": 0.9999})", R"({"schedule": "cosine"})",
        R"({"optimizer": "adamw"})", R"({"weightDecay": 0})", R"({"labelSmoothing": 0.999})",
        R"({"dropoutScale": 0})", R"({"dropoutScale": 1})"}) {
    CHECK(said(json) == "accepted");
  }
}

TEST_CASE("Settings that cannot be are refused with their range", "[training]") {
  struct Range {
    std::string name, sentence;
    std::vector<std::string> wrong;
  };
  const Range ranges[] = {
      {"epochs", "Epochs must be a whole number from 1 to 1000.", {"0", "1001"}},
      {"batchSize", "Batch size must be a whole number from 1 to 1024.", {"0", "1025"}},
      {"trainingImages",
       "Training images must be a whole number from 10 to 60000.",
       {"9", "60001"}},
      {"patience", "Patience must be a whole number from 0 to 1000.", {"1001"}},
      {"seed", "Seed must be a whole number from 0 to 9007199254740991.", {"9007199254740992"}},
  };
  for (const Range& range : ranges) {
    std::vector<std::string> wrong = {"-1",   "2.5",  "1e300", "-1e300", "\"12\"",
                                      "\"\"", "null", "[]",    "{}",     "true"};
    wrong.insert(wrong.end(), range.wrong.begin(), range.wrong.end());
    for (const std::string& value : wrong) {
      CHECK(said(field(range.name, value)) == "bad-settings: " + range.sentence);
    }
  }
  for (const char* value : {"0", "-0.001", "10.1", "1e300", "\"fast\"", "null", "[]"}) {
    CHECK(said(field("learningRate", value)) ==
          "bad-settings: Learning rate must be a number above 0 and at most 10; 0.001 is a good "
          "start.");
  }
  for (const char* value : {"1", "-0.1", "\"0.9\"", "null"}) {
    CHECK(said(field("momentum", value)) ==
          "bad-settings: Momentum must be a number from 0 to below 1.");
    CHECK(said(field("beta2", value)) ==
          "bad-settings: Beta 2 must be a number from 0 to below 1.");
    CHECK(said(field("weightDecay", value)) ==
          "bad-settings: Weight decay must be a number from 0 to below 1.");
    CHECK(said(field("labelSmoothing", value)) ==
          "bad-settings: Label smoothing must be a number from 0 to below 1.");
  }
  for (const char* value : {"1.1", "-0.1", "\"1\"", "null"}) {
    CHECK(said(field("dropoutScale", value)) ==
          "bad-settings: Dropout scale must be a number from 0 to 1.");
  }
  for (const char* value : {"1", "\"yes\"", "null"}) {
    CHECK(said(field("flip", value)) == "bad-settings: Flip must be true or false.");
    CHECK(said(field("shift", value)) == "bad-settings: Shift must be true or false.");
    CHECK(said(field("erase", value)) == "bad-settings: Erase must be true or false.");
    CHECK(said(field("figures", value)) == "bad-settings: Figures must be true or false.");
  }
  for (const char* value : {"\"rmsprop\"", "\"\"", "1", "null"}) {
    CHECK(said(field("optimizer", value)) ==
          "bad-settings: Optimizer must be one of: adam, adamw, sgd.");
    CHECK(said(field("schedule", value)) ==
          "bad-settings: Schedule must be one of: constant, one-cycle, cosine.");
    CHECK(said(field("augmentation", value)) ==
          "bad-settings: Augmentation must be one of: none, photo, drawing, photo-and-drawing.");
  }
}

TEST_CASE("Every setting reaches to the ends of its range and no further", "[training]") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  for (const Setting& setting : settings_table()) {
    if (setting.kind != SettingKind::integer && setting.kind != SettingKind::number) continue;
    CAPTURE(setting.name);
    const auto answer = [&](double value) {
      return said(nlohmann::json{{setting.name, value}}.dump()) == "accepted";
    };
    const bool integer = setting.kind == SettingKind::integer;
    const auto after = [&](double value, double to) {
      return integer ? value + std::copysign(1, to) : std::nextafter(value, to);
    };
    const Range& range = setting.range;
    CHECK(answer(range.minimum) == !range.exclusive_minimum);
    CHECK(answer(range.maximum) == !range.exclusive_maximum);
    CHECK(answer(after(range.minimum, inf)));
    CHECK(answer(after(range.maximum, -inf)));
    CHECK_FALSE(answer(after(range.minimum, -inf)));
    CHECK_FALSE(answer(after(range.maximum, inf)));
    CHECK(range.contains(setting.field.get(TrainingSettings{})));
  }
}

TEST_CASE("A setting is a field of its own, and read as it was written", "[training]") {
  const auto usual = nlohmann::json::parse(to_json(TrainingSettings{}));
  REQUIRE(usual.size() == settings_table().size());
  for (const Setting& setting : settings_table()) {
    std::vector<double> values;
    switch (setting.kind) {
      case SettingKind::integer: values = {setting.range.minimum, setting.range.maximum}; break;
      case SettingKind::number: values = {0.1, 0.9995}; break;
      case SettingKind::boolean: values = {0, 1}; break;
      case SettingKind::choice:
        for (std::size_t i = 0; i < setting.choices.size(); ++i) values.push_back(double(i));
    }
    for (const double value : values) {
      CAPTURE(setting.name, value);
      TrainingSettings settings;
      setting.field.set(settings, value);
      const std::string written = to_json(settings);
      CHECK(setting.field.get(parse_settings(written)) == value);
      auto others = nlohmann::json::parse(written);
      if (!setting.choices.empty()) {
        CHECK(others[setting.name] == setting.choices[static_cast<std::size_t>(value)]);
      }
      others[setting.name] = usual[setting.name];
      CHECK(others == usual);
    }
  }
}

TEST_CASE("The schema has every setting with its range, choices and default", "[training]") {
  const auto schema = nlohmann::json::parse(settings_schema());
  CHECK(schema["additionalProperties"] == false);
  const auto& properties = schema["properties"];
  CHECK(properties.size() == settings_table().size());
  const auto defaults = nlohmann::json::parse(to_json(TrainingSettings{}));
  for (const auto& [name, value] : defaults.items()) CHECK(properties[name]["default"] == value);
  CHECK(properties["epochs"]["type"] == "integer");
  CHECK(properties["epochs"]["minimum"] == 1);
  CHECK(properties["epochs"]["maximum"] == 1000);
  CHECK(properties["learningRate"]["exclusiveMinimum"] == 0);
  CHECK(properties["learningRate"]["maximum"] == 10);
  CHECK(properties["beta2"]["type"] == "number");
  CHECK(properties["beta2"]["minimum"] == 0);
  CHECK(properties["beta2"]["exclusiveMaximum"] == 1);
  CHECK(properties["beta2"]["optimizers"] == nlohmann::json{"adam", "adamw"});
  CHECK(properties["optimizer"]["enum"] == nlohmann::json{"adam", "adamw", "sgd"});
  CHECK(properties["flip"]["type"] == "boolean");
}

TEST_CASE("A text that holds no settings is refused", "[training]") {
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("7"),
        std::string("{\"a\": \"\xff\"}"), std::string(60'000, '['),
        "{" + std::string(64 * 1024, ' ') + "}"}) {
    CHECK(said(text) == "bad-settings: The settings are not a JSON object.");
  }
}

TEST_CASE("Learning rates follow their schedules", "[training]") {
  TrainingSettings settings;
  settings.learning_rate = 0.2;
  constexpr std::size_t steps = 1000;
  for (const std::size_t step : {0u, 500u, 999u}) {
    CHECK(learning_rate_at(settings, step, steps) == 0.2);
  }

  settings.schedule = Schedule::one_cycle;
  CHECK(learning_rate_at(settings, 0, steps) == Approx(0.2 * 0.0005 / 0.25));
  CHECK(learning_rate_at(settings, 124, steps) == Approx(0.1).epsilon(0.01));
  CHECK(learning_rate_at(settings, 250, steps) == Approx(0.2).epsilon(0.01));
  CHECK(learning_rate_at(settings, 624, steps) == Approx(0.1).epsilon(0.01));
  CHECK(learning_rate_at(settings, 999, steps) == Approx(0.2 * 0.0005 / 0.75));

  settings.schedule = Schedule::cosine;
  CHECK(learning_rate_at(settings, 0, steps) == Approx(0.2).epsilon(1e-4));
  CHECK(learning_rate_at(settings, 499, steps) == Approx(0.1).epsilon(0.01));
  CHECK(learning_rate_at(settings, 999, steps) == Approx(0).margin(1e-6));

  // Even one step has a rate above zero.
  for (const Schedule schedule : {Schedule::one_cycle, Schedule::cosine}) {
    settings.schedule = schedule;
    CHECK(learning_rate_at(settings, 0, 1) > 0);
  }
}
