// The engine for JavaScript: each function converts its arguments, calls the engine and converts
// the result. An Error becomes a JavaScript Error with the same sentence and a `code`.

#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bindings/values.h"
#include "engine/engine.h"
#include "engine/proof.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

using emscripten::val;

[[noreturn]] void throw_to_javascript(const std::string& code, const char* message,
                                      std::size_t layer) {
  val error = val::global("Error").new_(val::u8string(message));
  error.set("code", code);
  if (layer != 0) error.set("layer", layer);
  error.throw_();
}

/// Runs an engine call; what it throws reaches JavaScript as an Error with a code, and with the
/// number of a layer that is to blame.
template <typename Call>
auto guarded(const Call& call) {
  std::string code;
  std::string message;
  std::size_t layer = 0;
  try {
    return call();
  } catch (const LayerError& error) {
    code = error.code();
    message = error.what();
    layer = error.layer();
  } catch (const Error& error) {
    code = error.code();
    message = error.what();
  } catch (const std::bad_alloc&) {
    code = "out-of-memory";
    message = "There is not enough memory. Close other tabs or choose fewer images.";
  } catch (const std::exception& error) {
    code = "internal";
    message = error.what();
  }
  throw_to_javascript(code, message.c_str(), layer);
}

val summary_of(const Engine& engine) {
  val object = to_object(engine.summary());
  object.set("classes", to_names(engine.classes()));
  object.set("trained", engine.trained().empty() ? val::null() : to_text(engine.trained()));
  return object;
}

val parameters_of(const Engine& engine, const std::string& layer) {
  val object = val::object();
  for (const NamedTensor& parameter : layer_parameters(engine.network(), layer)) {
    object.set(parameter.name, to_object(parameter));
  }
  return object;
}

val heat_map(Engine& engine, const val& pixels, std::size_t wanted, const std::string& method) {
  const Picture picture = to_picture(pixels);
  return to_float32_array(method == "occlusion" ? engine.occlusion(picture, wanted)
                                                : engine.grad_cam(picture, wanted));
}

/// What the network says of a picture, if there is one.
val sight_of(Engine& engine, const std::optional<SeenPicture>& seen) {
  val object = val::object();
  object.set("empty", !seen.has_value());
  object.set("kind", seen ? val(std::string(name_of(seen->kind))) : val::null());
  object.set("pixels", seen ? to_uint8_array(seen->pixels) : val::null());
  const Prediction prediction = seen ? engine.predict(seen->pixels, seen->kind) : Prediction{};
  object.set("probabilities", seen ? to_array(prediction.probabilities) : val::null());
  object.set("unlike", prediction.unlike ? val(*prediction.unlike) : val::null());
  return object;
}

val see(Engine& engine, const val& rgba, std::size_t width, std::size_t height,
        const std::string& kind) {
  const std::vector<std::uint8_t> bytes = to_bytes(rgba);
  if (width == 0 || height == 0 || bytes.size() / 4 / width != height ||
      bytes.size() != width * height * 4) {
    throw Error("bad-image", "The image has no pixels, or not as many as its size says.");
  }
  const RgbaView view{bytes.data(), width, height};
  return sight_of(engine, kind == "drawing"
                              ? seen_as(PictureKind::drawing, picture_from_drawing(view))
                              : picture_from_upload(view));
}

val see_drawing(Engine& engine, const val& base, const val& marks) {
  return sight_of(
      engine, seen_as(PictureKind::drawing, engine.renderer().picture(to_drawing(base, marks))));
}

val fill_area(Engine& engine, const val& base, const val& marks) {
  return to_uint8_array(engine.renderer().fill_area(to_drawing(base, marks)).values);
}

}  // namespace

// A table, a method at a time; clang-format would give each name a line of its own.
// clang-format off
EMSCRIPTEN_BINDINGS(fitting_room) {
  using emscripten::class_;

  emscripten::function("proves", +[] {
    return guarded([] {
      ThreadPool alone(1);
      return proves(alone);
    });
  });

  class_<Engine>("Engine")
      .constructor(+[](std::size_t threads) {
        return guarded([&] { return std::make_unique<Engine>(threads); });
      })
      .function("threads", &Engine::threads)
      .function("memory", +[](const Engine&) {
        return static_cast<double>(emscripten_get_heap_size());
      })
      .function("proves", +[](Engine& engine) { return guarded([&] { return engine.proves(); }); })
      .function("operationsPerSecond", &Engine::operations_per_second)
      .function("simd", +[](const Engine&) { return std::string(Engine::simd()); })
      .function("newModel", +[](Engine& engine, const std::string& json, double seed) {
        guarded([&] { engine.new_model(json, static_cast<std::uint64_t>(seed)); });
      })
      .function("loadModel", +[](Engine& engine, const val& bytes) {
        guarded([&] { engine.load_model(to_bytes(bytes)); });
      })
      .function("saveModel", +[](const Engine& engine) {
        return guarded([&] { return to_uint8_array(engine.save_model()); });
      })
      .function("addClass", +[](Engine& engine, const std::string& name) {
        guarded([&] { engine.add_class(name); });
      })
      .function("removeClass", +[](Engine& engine, std::size_t index) {
        guarded([&] { engine.remove_class(index); });
      })
      .function("summarise", +[](const Engine& engine, const std::string& json) {
        return guarded([&] { return to_object(engine.summarise(json)); });
      })
      .function("summary", +[](const Engine& engine) {
        return guarded([&] { return summary_of(engine); });
      })
      .function("setImageClasses", +[](Engine& engine, const std::string& json) {
        guarded([&] { engine.set_image_classes(parse_classes(json, "bad-data")); });
      })
      .function("imageClasses", +[](const Engine& engine) {
        return guarded([&] { return to_names(engine.image_classes()); });
      })
      .function("clearImages", +[](Engine& engine, const std::string& split) {
        guarded([&] { engine.clear_images(to_split(split)); });
      })
      .function("reserveImages", +[](Engine& engine, const std::string& split, std::size_t count) {
        guarded([&] { engine.reserve_images(to_split(split), count); });
      })
      .function("addImages", +[](Engine& engine, const std::string& split, const val& images,
                                 const val& labels) {
        return guarded([&] {
          return engine.add_images(to_split(split), to_bytes(images), to_bytes(labels));
        });
      })
      .function("imageCount", +[](const Engine& engine, const std::string& split) {
        return guarded([&] { return engine.images(to_split(split)).size(); });
      })
      .function("imagePixels", +[](const Engine& engine, const std::string& split,
                                   std::size_t index) {
        return guarded([&] { return to_uint8_array(engine.images(to_split(split)).image(index)); });
      })
      .function("imageLabels", +[](const Engine& engine, const std::string& split) {
        return guarded([&] { return to_uint8_array(engine.images(to_split(split)).labels); });
      })
      .function("see", +[](Engine& engine, const val& rgba, std::size_t width, std::size_t height,
                           const std::string& kind) {
        return guarded([&] { return see(engine, rgba, width, height, kind); });
      })
      .function("seeDrawing", +[](Engine& engine, const val& base, const val& marks) {
        return guarded([&] { return see_drawing(engine, base, marks); });
      })
      .function("fillArea", +[](Engine& engine, const val& base, const val& marks) {
        return guarded([&] { return fill_area(engine, base, marks); });
      })
      .function("predict", +[](Engine& engine, const val& pixels, const std::string& kind) {
        return guarded([&] {
          return to_object(engine.predict(to_picture(pixels), to_kind(kind)));
        });
      })
      .function("predictBatch", +[](Engine& engine, const val& pixels) {
        return guarded([&] {
          return to_float32_array(engine.predict_batch(to_bytes(pixels)));
        });
      })
      .function("augment", +[](const Engine& engine, const std::string& settings, std::size_t step,
                               const val& pixels, const val& labels) {
        return guarded([&] {
          return to_uint8_array(engine.augment(parse_settings(settings),
                                               static_cast<std::uint32_t>(step), to_bytes(pixels),
                                               to_bytes(labels)));
        });
      })
      .function("activations", +[](Engine& engine, const val& pixels) {
        return guarded([&] { return to_objects(engine.activations(to_picture(pixels))); });
      })
      .function("parameters", +[](const Engine& engine, const std::string& layer) {
        return guarded([&] { return parameters_of(engine, layer); });
      })
      .function("heatMap", +[](Engine& engine, const val& pixels, std::size_t wanted,
                               const std::string& method) {
        return guarded([&] { return heat_map(engine, pixels, wanted, method); });
      })
      .function("histograms", +[](const Engine& engine) {
        return guarded([&] { return to_objects(engine.histograms()); });
      })
      .function("layerTimes", +[](const Engine& engine) {
        return guarded([&] { return to_objects(engine.layer_times()); });
      })
      .function("checkGradients", +[](const Engine& engine, const std::string& layer,
                                      const val& pixels, const val& labels) {
        return guarded([&] {
          return to_object(engine.check_gradients(layer, to_images(pixels, labels)));
        });
      })
      .function("projectStart", +[](Engine& engine, const std::string& split) {
        guarded([&] { engine.project_start(to_split(split)); });
      })
      .function("projectStep", +[](Engine& engine) {
        return guarded([&] { return to_object(engine.project_step()); });
      })
      .function("projectPicture", +[](Engine& engine, const val& pixels) {
        return guarded([&] { return to_array(engine.project_picture(to_picture(pixels))); });
      })
      .function("fitNeeds", +[](const Engine&, const std::string& settings) {
        return guarded([&] { return to_object(Engine::needs(parse_settings(settings))); });
      })
      .function("fitStart", +[](Engine& engine, const std::string& settings, const val& pixels,
                                const val& labels) {
        guarded([&] { engine.fit_start(parse_settings(settings), to_images(pixels, labels)); });
      })
      .function("imagesNote", +[](const Engine& engine) { return to_text(engine.images_note()); })
      .function("fitting", &Engine::fitting)
      .function("fitStep", +[](Engine& engine) {
        return guarded([&] { return to_object(engine.fit_step()); });
      })
      .function("fitStop", &Engine::fit_stop)
      .function("history", +[](const Engine& engine) {
        return guarded([&] { return to_objects(engine.history()); });
      })
      .function("evaluateStart", +[](Engine& engine, const std::string& split) {
        guarded([&] { engine.evaluate_start(to_split(split)); });
      })
      .function("evaluateStep", +[](Engine& engine) {
        return guarded([&] { return to_object(engine.evaluate_step()); });
      })
      .function("fitNoveltyStart", +[](Engine& engine) {
        guarded([&] { engine.fit_novelty_start(); });
      })
      .function("fitNoveltyStep", +[](Engine& engine) {
        return guarded([&] { return to_object(engine.fit_novelty_step()); });
      })
      .function("saveCheckpoint", +[](const Engine& engine) {
        return guarded([&] { return to_uint8_array(engine.save_checkpoint()); });
      })
      .function("checkpointSettings", +[](const Engine&, const val& bytes) {
        return guarded([&] { return to_json(Engine::checkpoint_settings(to_bytes(bytes))); });
      })
      .function("checkpointModel", +[](const Engine&, const val& bytes) {
        return guarded([&] { return to_uint8_array(Engine::checkpoint_model(to_bytes(bytes))); });
      })
      .function("restoreCheckpoint", +[](Engine& engine, const val& bytes, const val& epochs) {
        return guarded([&] {
          std::optional<std::size_t> more;
          if (!epochs.isNull()) more = static_cast<std::size_t>(epochs.as<double>());
          return to_object(engine.restore_checkpoint(to_bytes(bytes), more));
        });
      });
}
// clang-format on

}  // namespace fitting_room
