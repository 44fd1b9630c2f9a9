#include <array>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/models.h"
#include "cli/photo.h"
#include "cli/terminal.h"
#include "engine/engine.h"
#include "tensor/error.h"

namespace fitting_room::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string model;
  std::vector<std::string> images;
  bool drawing = false, json = false, show = false;
};

/// What the network sees in an image file and makes of it. Nothing is seen in an empty picture.
struct Sight {
  std::optional<SeenPicture> picture;
  Prediction prediction;
};

Sight look_at(Engine& engine, const std::string& path, bool drawing) {
  const std::vector<std::uint8_t> file = read_file(path);
  return about_file(path, [&] {
    const Photo photo = decode_photo(file);
    Sight sight;
    sight.picture = drawing ? seen_as(PictureKind::drawing, picture_from_drawing(photo.view()))
                            : picture_from_upload(photo.view());
    if (sight.picture) {
      sight.prediction = engine.predict(sight.picture->pixels, sight.picture->kind);
    }
    return sight;
  });
}

/// The picture as text, two characters a pixel, since a character is about twice as high as wide.
void print_picture(const Picture& picture) {
  static constexpr std::array<const char*, 5> levels = {"  ", "░░", "▒▒", "▓▓", "██"};
  for (std::size_t i = 0; i < picture.size(); ++i) {
    std::cout << levels[picture[i] * levels.size() / 256]
              << (i % image_side == image_side - 1 ? "\n" : "");
  }
}

void print_text(const std::string& path, const Sight& sight, const Classes& classes, bool show) {
  constexpr std::size_t name_width = 12, bar_width = 30;
  if (!sight.picture) {
    std::cout << path << ": nothing to see, the picture is empty\n";
    return;
  }
  const bool unsure = sight.prediction.unlike > 1;  // false where it is not known
  std::cout << path << ": " << classes[sight.prediction.top]
            << (unsure ? ", but not sure: unlike the training images" : "") << '\n';
  if (show) print_picture(sight.picture->pixels);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const double probability = sight.prediction.probabilities[i];
    std::cout << "  " << pad_right(classes[i], name_width)
              << pad_right(bar(probability, bar_width), bar_width)
              << pad_left(percent(probability), 9) << '\n';
  }
}

ordered_json to_json(const std::string& path, const Sight& sight, const Classes& classes,
                     bool show) {
  ordered_json object = {{"file", path}, {"empty", !sight.picture.has_value()}};
  if (!sight.picture) return object;
  object["kind"] = name_of(sight.picture->kind);
  object["class"] = classes[sight.prediction.top];
  for (std::size_t i = 0; i < classes.size(); ++i) {
    object["probabilities"][classes[i]] = sight.prediction.probabilities[i];
  }
  if (sight.prediction.unlike) object["unlike"] = *sight.prediction.unlike;
  if (show) object["pixels"] = sight.picture->pixels;
  return object;
}

int predict(const Options& options) {
  Engine engine(1);
  load_model(engine, options.model);
  ordered_json results = ordered_json::array();
  int status = exit_success;
  for (const std::string& path : options.images) {
    try {
      const Sight sight = look_at(engine, path, options.drawing);
      if (options.json) {
        results.push_back(to_json(path, sight, engine.classes(), options.show));
      } else {
        print_text(path, sight, engine.classes(), options.show);
      }
    } catch (const Error& error) {
      // One bad file must not keep the others from being looked at.
      std::cerr << "fitting-room: " << error.what() << std::endl;
      status = exit_failure;
    }
  }
  // A file's name need not be UTF-8, as JSON's text must be.
  if (options.json) {
    std::cout << results.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
  }
  return status;
}

}  // namespace

Command add_predict(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("predict", "Classifies photos or drawings of clothes");
  command->footer(
      "Photos are turned as their EXIF data says (JPEG), cut out of their background and scaled;\n"
      "line drawings, as icons or on paper, are recognised and become light on black.\n"
      "Example: fitting-room predict --model model.safetensors shirt.jpg");
  command->add_option("--model", options->model, "A trained model, as train saves it")
      ->type_name("FILE")
      ->required();
  command->add_option("IMAGE", options->images, "PNG, JPEG, BMP or GIF files")
      ->type_name("")
      ->required();
  command->add_flag("--drawing", options->drawing,
                    "They are drawings as the page has them: light strokes on black");
  command->add_flag("--show", options->show, "Show the 28 × 28 picture that the network sees");
  command->add_flag("--json", options->json, "Print one JSON array");
  return {command, [options] { return predict(*options); }};
}

}  // namespace fitting_room::cli
