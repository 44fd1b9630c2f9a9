#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/collections.h"
#include "cli/commands.h"
#include "cli/dataset.h"
#include "cli/models.h"
#include "cli/progress.h"
#include "cli/recipe.h"
#include "cli/recognition.h"
#include "cli/rendered.h"
#include "cli/terminal.h"
#include "engine/engine.h"
#include "text/shown.h"

namespace fitting_room::cli {
namespace {

struct Options {
  std::string model, data, split = "test", recipe, pictures;
  std::vector<std::string> drawings;
  std::size_t threads = default_threads();
  bool json = false;
};

/// How many images of a class there are, and which part of them was recognised.
struct ClassResult {
  std::size_t count = 0;
  double accuracy = 0;
};

/// Metrics of images, and the names of their classes.
struct Result {
  Metrics metrics;
  Classes classes;

  std::uint32_t confusion(std::size_t label, std::size_t predicted) const {
    return metrics.confusion[label * classes.size() + predicted];
  }
  ClassResult of_class(std::size_t label) const {
    ClassResult result;
    for (std::size_t i = 0; i < classes.size(); ++i) result.count += confusion(label, i);
    if (result.count != 0) {
      result.accuracy = confusion(label, label) / static_cast<double>(result.count);
    }
    return result;
  }
};

Metrics evaluate_all(Engine& engine, Split split, bool show_progress) {
  engine.evaluate_start(split);
  LiveLine line;
  for (;;) {
    const EvaluationProgress progress = engine.evaluate_step();
    if (progress.done) {
      line.clear();
      return progress.metrics;
    }
    if (!show_progress || !line.due()) continue;
    line.draw("evaluating",
              static_cast<double>(progress.metrics.count) / static_cast<double>(progress.count),
              with_commas(progress.metrics.count) + " of " + with_commas(progress.count));
  }
}

void print_text(const Result& result, const std::string& split) {
  const auto& [metrics, classes] = result;
  constexpr std::size_t name_width = 12, number_width = 7;
  std::cout << (split == "test" ? "Test" : "Training") << " set, " << with_commas(metrics.count)
            << " images\n\n"
            << pad_right("loss", name_width) << fixed(metrics.loss(), 4) << '\n'
            << pad_right("accuracy", name_width) << fixed(metrics.accuracy(), 4) << "\n\n"
            << "Confusion: images of each class (rows), by predicted class (columns), and the part "
               "recognised\n"
            << pad_right("", name_width);
  for (const std::string& name : classes) {
    std::cout << pad_left(name.substr(0, number_width - 1), number_width);
  }
  std::cout << pad_left("accuracy", 10) << '\n';
  for (std::size_t label = 0; label < classes.size(); ++label) {
    std::cout << pad_right(classes[label], name_width);
    for (std::size_t predicted = 0; predicted < classes.size(); ++predicted) {
      std::cout << pad_left(std::to_string(result.confusion(label, predicted)), number_width);
    }
    const auto [count, accuracy] = result.of_class(label);
    std::cout << pad_left(count == 0 ? "–" : percent(accuracy), 10) << '\n';
  }
}

void print_json(const Result& result, const std::string& split) {
  using nlohmann::ordered_json;
  const auto& [metrics, classes] = result;
  ordered_json by_class = ordered_json::array(), confusion = ordered_json::array();
  for (std::size_t label = 0; label < classes.size(); ++label) {
    const auto [count, accuracy] = result.of_class(label);
    by_class.push_back({{"class", classes[label]},
                        {"count", count},
                        {"accuracy", count == 0 ? ordered_json() : ordered_json(accuracy)}});
    ordered_json row = ordered_json::array();
    for (std::size_t i = 0; i < classes.size(); ++i) row.push_back(result.confusion(label, i));
    confusion.push_back(row);
  }
  const ordered_json object = {{"split", split},         {"count", metrics.count},
                               {"loss", metrics.loss()}, {"accuracy", metrics.accuracy()},
                               {"classes", by_class},    {"confusion", confusion}};
  std::cout << object.dump(2) << '\n';
}

/// Photos and drawings in place of the data set.
int evaluate_collections(const Options& options) {
  Engine engine(1);
  load_model(engine, options.model);
  const ClassNames names =
      options.recipe.empty() ? ClassNames() : read_recipe(options.recipe).names;
  std::vector<RecognitionTable> tables;
  if (!options.pictures.empty()) {
    tables.emplace_back(options.pictures,
                        recognise(engine, read_pictures(options.pictures, names, options.threads,
                                                        /*photos=*/false)));
  }
  std::vector<LabelledDrawing> drawings;
  for (const std::string& file : options.drawings) read_drawings(file, names, drawings);
  const auto add_drawings = [&](const std::string& title, const auto& render) {
    std::vector<LabelledPicture> pictures;
    for (const LabelledDrawing& drawing : drawings) {
      if (const auto picture = render(drawing.lines)) {
        pictures.push_back({*picture, PictureKind::drawing, drawing.target});
      }
    }
    if (!pictures.empty()) tables.emplace_back(title, recognise(engine, pictures));
  };
  using Lines = std::vector<Line>;
  add_drawings("drawn on the page", [](const Lines& lines) { return rendered(lines, page_pen); });
  add_drawings("with a thin brush", [](const Lines& lines) { return rendered(lines, thin_pen); });
  add_drawings("uploaded, dark on white",
               [](const Lines& lines) { return rendered_as_upload(lines, thin_pen); });
  (options.json ? print_recognition_json : print_recognition)(tables, engine.classes());
  return exit_success;
}

int evaluate(const Options& options) {
  if (!options.pictures.empty() || !options.drawings.empty()) return evaluate_collections(options);
  const Split split = options.split == "test" ? Split::test : Split::train;
  Engine engine(options.threads);
  load_model(engine, options.model);
  Dataset(options.data).load(engine, split);
  const Result result{evaluate_all(engine, split, !options.json), engine.classes()};
  (options.json ? print_json : print_text)(result, options.split);
  return exit_success;
}

}  // namespace

Command add_evaluate(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("evaluate", "Measures a model's loss, accuracy and confusion on a set");
  command->footer("Example: fitting-room evaluate --model model.safetensors");
  command->add_option("--model", options->model, "A trained model, as train saves it")
      ->type_name("FILE")
      ->required();
  command->add_option("--data", options->data, data_help)->type_name("FOLDER");
  const auto check_split = [](const std::string& name) -> std::string {
    return name == "test" || name == "train" ? "" : "The split must be test or train.";
  };
  command->add_option("--split", options->split, "Which set of images: test or train")
      ->check(check_split, "", "")
      ->type_name("NAME")
      ->capture_default_str();
  command
      ->add_option("--pictures", options->pictures,
                   "Photos in place of the data set, in a folder for each class")
      ->type_name("FOLDER");
  command
      ->add_option("--drawings", options->drawings,
                   "Drawings in its place, as strokes, one JSON object a line")
      ->type_name("FILE");
  command->add_option("--recipe", options->recipe, "Whose \"names\" tell their classes")
      ->type_name("FILE");
  add_threads(*command, options->threads);
  command->add_flag("--json", options->json, "Print one JSON object");
  return {command, [options] { return evaluate(*options); }};
}

}  // namespace fitting_room::cli
