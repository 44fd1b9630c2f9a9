#include <cctype>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/collections.h"
#include "cli/commands.h"
#include "cli/dataset.h"
#include "cli/files.h"
#include "cli/interrupt.h"
#include "cli/models.h"
#include "cli/progress.h"
#include "cli/recipe.h"
#include "cli/rendered.h"
#include "cli/setting_value.h"
#include "engine/engine.h"
#include "tensor/error.h"
#include "text/shown.h"
#include "training/settings_table.h"

namespace fitting_room::cli {
namespace {

using nlohmann::json;

struct Options {
  std::map<std::string, std::string> settings;  // by JSON field, as they were typed
  std::string network = default_network;
  std::string from, resume, data, output, checkpoint, history;
  std::string recipe, pictures, held_back_pictures;
  std::vector<std::string> drawings, held_back_drawings;
  std::size_t threads = default_threads();
  bool half = false, fit_novelty = false;
};

bool ends_with_json(const std::string& name) { return name.ends_with(".json"); }

/// @param start JSON, to which the command line's own settings are added.
TrainingSettings settings_of(const Options& options, const std::string& start) {
  json object = json::parse(start);
  for (const Setting& setting : settings_table()) {
    const std::string& text = options.settings.at(setting.name);
    if (!text.empty()) object[setting.name] = setting_value(setting, text);
  }
  return parse_settings(object.dump());
}

void load_images(Engine& engine, const Dataset& data, const TrainingSettings& settings) {
  const ImageNeeds needs = Engine::needs(settings);
  const auto load = [&](Split split, std::size_t count, const char* name) {
    if (count == 0) return;
    data.load(engine, split, count);
    const std::size_t present = engine.images(split).size();
    if (present >= count) return;
    throw Error("bad-data", data.folder().string() + " holds " + with_commas(present) + " " + name +
                                " images, but this run needs " + with_commas(count) +
                                ", those for the validation included. Choose fewer with --images.");
  };
  load(Split::train, needs.train, "training");
  load(Split::test, needs.test, "test");
}

void print_start(const Engine& engine, const Dataset& data, const TrainingSettings& settings) {
  const Sequential& network = engine.network();
  const bool validates_on_test = Engine::needs(settings).test != 0;
  std::cout << network.description().name << ": " << with_commas(network.parameter_count())
            << " parameters, " << engine.threads()
            << (engine.threads() == 1 ? " thread" : " threads") << "\nTraining on "
            << with_commas(settings.training_images) << " images from " << data.folder().string()
            << ", validating on "
            << (validates_on_test ? "the first 2,000 test images" : "the 2,000 that follow them")
            << std::endl;
  const std::string note = engine.images_note();
  if (!note.empty()) std::cerr << "fitting-room: " << note << std::endl;
}

/// What a run leaves behind. A file that cannot be written must not take the others with it, nor
/// the training that made them.
class Outputs {
 public:
  Outputs(const Engine& engine, const Options& options) : engine_(engine), options_(options) {}

  void save_progress() {
    save(options_.checkpoint, [&] { return engine_.save_checkpoint(); });
    save(options_.history, [&] {
      return ends_with_json(options_.history) ? history_to_json(engine_.history()) + "\n"
                                              : history_to_csv(engine_.history());
    });
  }
  void save_model() {
    save(options_.output, [&] {
      return engine_.save_model(options_.half ? Precision::float16 : Precision::float32);
    });
  }
  /// Whether the last attempt at each file was a success.
  bool complete() const { return failed_.empty(); }
  bool has(const std::string& path) const { return !path.empty() && !failed_.contains(path); }

 private:
  template <typename Content>
  void save(const std::string& path, const Content& content) {
    if (path.empty()) return;
    failed_.erase(path);
    try {
      write_file(path, content());
    } catch (const Error& error) {
      failed_[path] = error.what();
      std::cerr << "fitting-room: " << error.what() << std::endl;
    }
  }

  const Engine& engine_;
  const Options& options_;
  std::map<std::string, std::string> failed_;
};

/// Steps until the run ends or somebody asks for a stop.
/// @return the last step's report.
StepReport run_to_end(Engine& engine, const TrainingSettings& settings, StepReport report,
                      Outputs& outputs) {
  const ImageNeeds needs = Engine::needs(settings);
  const std::size_t validation = needs.train + needs.test - settings.training_images;
  TrainingProgress progress(settings, validation, report);
  catch_interrupts();
  while (engine.fitting() && !interrupted()) {
    report = engine.fit_step();
    progress.show(report);
    if (report.epoch_end) outputs.save_progress();
  }
  progress.stop();
  return report;
}

/// A network without a novelty score is worth saving all the same.
void fit_novelty(Engine& engine) {
  try {
    engine.fit_novelty_start();
    while (!engine.fit_novelty_step().done) {
    }
  } catch (const Error& error) {
    std::cerr << "fitting-room: It has no novelty score. " << error.what() << std::endl;
  }
}

void print_saved(const Options& options, const Outputs& outputs, bool unfinished) {
  if (outputs.has(options.output)) std::cout << "Model saved as " << options.output << '\n';
  if (outputs.has(options.history)) std::cout << "History saved as " << options.history << '\n';
  if (!unfinished) return;
  if (outputs.has(options.checkpoint)) {
    std::cout << "Run saved as " << options.checkpoint << "; go on with --resume "
              << options.checkpoint << '\n';
  } else if (!outputs.has(options.output)) {
    std::cout << "Nothing was saved: neither --output nor --checkpoint named a file.\n";
  }
}

/// What a recipe trains on beside the data set.
class Collections {
 public:
  Collections(const Options& options, const Recipe& recipe)
      : recipe_(recipe), threads_(options.threads) {
    photos_ = photos_of(options.pictures);
    drawings_ = drawings_of(options.drawings);
    held_back_photos_ = photos_of(options.held_back_pictures);
    held_back_drawings_ = drawings_of(options.held_back_drawings);
  }

  void print() const {
    std::cout << "Beside the data set: " << with_commas(photos_.size()) << " photos, "
              << with_commas(drawings_.size()) << " drawings" << std::endl;
  }
  void give_to(Engine& engine) {
    const auto mixture = std::make_shared<Mixture>(engine.image_classes().size(), recipe_.shares,
                                                   std::move(photos_), std::move(drawings_));
    // Said before the training, which would be in vain.
    if (!mixture->has_outliers() && !(held_back_photos_.empty() && held_back_drawings_.empty())) {
      throw Error("bad-settings",
                  "Pictures are held back to decide how sure the model must be, but by this recipe "
                  "it does not learn what is no garment. Add such pictures to its \"perBatch\".");
    }
    engine.set_mixture(mixture);
  }
  /// How sure the trained network must be, by what it was not trained on.
  void set_limits(Engine& engine) const {
    std::vector<Picture> photos, drawings;
    for (const LabelledPhoto& photo : held_back_photos_) {
      if (is_garment(photo.target)) photos.push_back(photo.pixels);
    }
    for (const LabelledDrawing& drawing : held_back_drawings_) {
      if (!is_garment(drawing.target)) continue;
      for (const float pen : {page_pen, thin_pen}) {
        if (const auto picture = rendered(drawing.lines, pen)) drawings.push_back(*picture);
      }
    }
    if (!photos.empty()) engine.set_limit(PictureKind::photo, photos, recipe_.kept_photos);
    if (!drawings.empty()) engine.set_limit(PictureKind::drawing, drawings, recipe_.kept_drawings);
  }

 private:
  static bool is_garment(ClassSet target) { return target != no_garment; }
  std::vector<LabelledPhoto> photos_of(const std::string& folder) const {
    std::vector<LabelledPhoto> photos;
    if (folder.empty()) return photos;
    for (const auto& [pixels, kind, target] :
         read_pictures(folder, recipe_.names, threads_, /*photos=*/true)) {
      photos.push_back({pixels, target});
    }
    return photos;
  }
  std::vector<LabelledDrawing> drawings_of(const std::vector<std::string>& files) const {
    std::vector<LabelledDrawing> drawings;
    for (const std::string& file : files) read_drawings(file, recipe_.names, drawings);
    return drawings;
  }

  const Recipe& recipe_;
  std::size_t threads_;
  std::vector<LabelledPhoto> photos_, held_back_photos_;
  std::vector<LabelledDrawing> drawings_, held_back_drawings_;
};

int train(const Options& options) {
  for (const std::string& path : {options.output, options.checkpoint, options.history}) {
    if (!path.empty()) check_writable(path);
  }
  if (options.output.empty() && options.checkpoint.empty()) {
    std::cerr << "fitting-room: The trained model will not be kept. Name a file with --output to "
                 "keep it."
              << std::endl;
  }
  Engine engine(options.threads);
  const Dataset data(options.data);
  engine.set_image_classes(data.classes());  // which a new network is to tell apart
  std::optional<Recipe> recipe;
  std::optional<Collections> collections;
  if (!options.recipe.empty()) {
    recipe = read_recipe(options.recipe);
    collections.emplace(options, *recipe);
    collections->print();
    collections->give_to(engine);
  }
  TrainingSettings settings;
  StepReport report;
  if (!options.resume.empty()) {
    const std::vector<std::uint8_t> saved = read_file(options.resume);
    about_file(options.resume, [&] { settings = Engine::checkpoint_settings(saved); });
    load_images(engine, data, settings);
    about_file(options.resume, [&] { report = engine.restore_checkpoint(saved); });
  } else {
    settings = settings_of(options, recipe ? recipe->settings : "{}");
    if (options.from.empty()) {
      new_model(engine, recipe ? recipe->network : options.network, settings.seed);
    } else {
      load_model(engine, options.from);
    }
    load_images(engine, data, settings);
    engine.fit_start(settings);
  }
  print_start(engine, data, settings);

  Outputs outputs(engine, options);
  const bool had_ended = !engine.fitting();
  report = run_to_end(engine, settings, report, outputs);
  const bool unfinished = engine.fitting();
  const bool diverged = report.phase == Phase::diverged;
  if (had_ended) std::cout << "This run had ended already.\n";
  if (report.phase == Phase::finished && !report.message.empty()) {
    std::cout << report.message << '\n';
  }
  if (unfinished) std::cout << "Stopped in epoch " << report.epoch << ".\n";
  // The checkpoint from before a divergence is of more use than one from after it.
  if (!diverged) outputs.save_progress();
  if (collections && report.phase == Phase::finished) collections->set_limits(engine);
  if (options.fit_novelty && !diverged) fit_novelty(engine);
  outputs.save_model();
  print_saved(options, outputs, unfinished);
  if (diverged) std::cerr << "fitting-room: " << report.message << '\n';
  if (diverged || !outputs.complete()) return exit_failure;
  return unfinished ? exit_interrupted : exit_success;
}

/// "--batch-size" for "batchSize"
std::string flag_of(std::string_view name) {
  if (name == "trainingImages") return "--images";  // a command that trains has no others
  std::string flag = "--";
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c))) flag += '-';
    flag += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return flag;
}

void add_setting_options(CLI::App& command, Options& options, CLI::Option* resume) {
  const json defaults = json::parse(to_json(TrainingSettings{}));
  for (const Setting& setting : settings_table()) {
    std::string& text = options.settings[setting.name];
    const std::string flag = flag_of(setting.name);
    CLI::Option* option;
    if (setting.kind == SettingKind::boolean) {
      option = command.add_flag(flag + "{true}", text, setting.description);
    } else {
      const auto check = [&setting](const std::string& typed) {
        return setting_problem(setting, typed);
      };
      const json& value = defaults.at(setting.name);
      const bool choice = setting.kind == SettingKind::choice;
      option = command.add_option(flag, text, setting.description + ("; " + wanted(setting)))
                   ->check(check, "", "")
                   ->type_name(choice ? "NAME" : "N")
                   ->default_str(choice ? value.get<std::string>() : value.dump());
    }
    option->excludes(resume)->group("Settings");
  }
}

void add_files(CLI::App& command, Options& options, CLI::Option* resume) {
  CLI::Option* from =
      command.add_option("--from", options.from, "Start with this model's network and weights")
          ->type_name("FILE")
          ->excludes(resume);
  CLI::Option* network =
      command.add_option("--network", options.network, "A network's description")
          ->type_name("FILE")
          ->capture_default_str()
          ->excludes(from)
          ->excludes(resume);
  command.add_option("--data", options.data, data_help)->type_name("FOLDER");
  CLI::Option* recipe =
      command
          .add_option("--recipe", options.recipe,
                      "Network, settings and what to train on beside the data set, as "
                      "model/ready-made-recipe.json; settings given here go before it")
          ->type_name("FILE")
          ->excludes(from)
          ->excludes(network);
  const auto add = [&](const char* flag, auto& value, const char* help, const char* type) {
    command.add_option(flag, value, help)->type_name(type)->needs(recipe)->group("With a recipe");
  };
  add("--pictures", options.pictures, "Photos, in a folder for each class", "FOLDER");
  add("--drawings", options.drawings, "Drawings as strokes, one JSON object a line", "FILE");
  add("--held-back-pictures", options.held_back_pictures,
      "Photos to decide by how sure the model must be", "FOLDER");
  add("--held-back-drawings", options.held_back_drawings, "The same for drawings", "FILE");
  CLI::Option* output =
      command.add_option("--output", options.output, "Where the trained model goes")
          ->type_name("FILE");
  command
      .add_flag("--fit-novelty", options.fit_novelty,
                "Afterwards fit what tells pictures unlike those that it was trained on")
      ->needs(output)
      ->excludes(recipe);
  command.add_flag("--half", options.half, "Save the model in half precision")->needs(output);
  command
      .add_option("--checkpoint", options.checkpoint,
                  "Keep the whole run here, after each epoch and on Ctrl-C")
      ->type_name("FILE");
  const auto check_history = [](const std::string& name) -> std::string {
    const bool good = name.ends_with(".csv") || ends_with_json(name);
    return good ? "" : "The history's file must end in .csv or .json.";
  };
  command
      .add_option("--history", options.history,
                  "Where loss and accuracy of each epoch go: .csv or .json")
      ->check(check_history, "", "")
      ->type_name("FILE");
}

}  // namespace

Command add_train(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("train", "Trains a network");
  CLI::Option* resume = command
                            ->add_option("--resume", options->resume,
                                         "Go on with the run that --checkpoint kept, bit for bit; "
                                         "its settings are in the file")
                            ->type_name("FILE");
  add_files(*command, *options, resume);
  add_threads(*command, options->threads);
  add_setting_options(*command, *options, resume);
  command->footer(
      "Ctrl-C stops after the current step and saves what was asked for.\n"
      "A run that diverges ends with status 1 and saves the last good weights.");
  return {command, [options] { return train(*options); }};
}

}  // namespace fitting_room::cli
