// The engine for JavaScript: each function converts its arguments, calls the engine and converts
// the result. Arrays are copied both ways, so nothing in JavaScript points into our memory. An
// Error becomes a JavaScript Error with the same sentence and a `code`.

#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

std::vector<std::uint8_t> to_bytes(const val& array) {
  return emscripten::convertJSArrayToNumberVector<std::uint8_t>(array);
}

template <typename Numbers>
val to_typed_array(const char* type, const Numbers& numbers) {
  val array = val::global(type).new_(numbers.size());
  array.call<void>("set", val(emscripten::typed_memory_view(numbers.size(), numbers.data())));
  return array;
}

val to_uint8_array(const auto& bytes) { return to_typed_array("Uint8Array", bytes); }

/// In one call, since each one costs more than it copies.
val to_array(const auto& numbers) {
  const std::vector<double> values(numbers.begin(), numbers.end());
  return val::global("Array").call<val>(
      "from", val(emscripten::typed_memory_view(values.size(), values.data())));
}

val u8(const std::string& text) { return val::u8string(text.c_str()); }

Split to_split(const std::string& name) {
  if (name == "train") return Split::train;
  if (name == "test") return Split::test;
  throw Error("wrong-state", "There is no set of images \"" + name + "\": use train or test.");
}

PictureKind to_kind(const std::string& name) {
  if (name == "photo") return PictureKind::photo;
  if (name == "drawing") return PictureKind::drawing;
  throw Error("bad-settings", "There is no kind of picture \"" + name + "\": photo or drawing.");
}

Picture to_picture(const val& pixels) {
  const std::vector<std::uint8_t> bytes = to_bytes(pixels);
  Picture picture;
  if (bytes.size() != picture.size()) {
    throw Error("bad-image", "A picture for the network has " + image_size_text() + ".");
  }
  std::copy(bytes.begin(), bytes.end(), picture.begin());
  return picture;
}

/// @param pixels image_pixels bytes for each of the labels.
ImageSet to_images(const val& pixels, const val& labels) {
  ImageSet images{to_bytes(pixels), to_bytes(labels)};
  if (images.pixels.size() != images.labels.size() * image_pixels) {
    throw Error("bad-image", "Give one label for each picture of " + image_size_text() + ".");
  }
  return images;
}

val to_object(const Prediction& prediction) {
  val object = val::object();
  object.set("probabilities", to_array(prediction.probabilities));
  object.set("top", prediction.top);
  object.set("unlike", prediction.unlike ? val(*prediction.unlike) : val::null());
  return object;
}

const char* phase_name(Phase phase) {
  switch (phase) {
    case Phase::training: return "training";
    case Phase::validating: return "validating";
    case Phase::finished: return "finished";
    case Phase::diverged: return "diverged";
  }
  return "?";
}

val to_object(const EpochRecord& record) {
  val object = val::object();
  object.set("epoch", record.epoch);
  object.set("loss", record.loss);
  object.set("accuracy", record.accuracy);
  object.set("validationLoss", record.validation_loss);
  object.set("validationAccuracy", record.validation_accuracy);
  object.set("confusion", to_array(record.confusion));
  return object;
}

val to_object(const StepReport& report) {
  val object = val::object();
  object.set("phase", std::string(phase_name(report.phase)));
  object.set("epoch", report.epoch);
  object.set("epochs", report.epochs);
  object.set("step", report.step);
  object.set("steps", report.steps);
  object.set("images", report.images);
  object.set("loss", report.loss);
  object.set("accuracy", report.accuracy);
  object.set("meanLoss", report.mean_loss);
  object.set("meanAccuracy", report.mean_accuracy);
  if (report.epoch_end) object.set("epochEnd", to_object(*report.epoch_end));
  if (!report.message.empty()) object.set("message", u8(report.message));
  return object;
}

val to_object(const Metrics& metrics) {
  val object = val::object();
  object.set("count", metrics.count);
  object.set("loss", metrics.loss());
  object.set("accuracy", metrics.accuracy());
  object.set("confusion", to_array(metrics.confusion));
  return object;
}

val history_of(const Engine& engine) {
  val rows = val::array();
  for (const EpochRecord& record : engine.history()) rows.call<void>("push", to_object(record));
  return rows;
}

val names_of(const Classes& classes) {
  val names = val::array();
  for (const std::string& name : classes) names.call<void>("push", u8(name));
  return names;
}

val to_object(const NetworkSummary& summary) {
  val layers = val::array();
  for (const LayerSummary& row : summary.layers) {
    val layer = val::object();
    layer.set("name", row.name);
    layer.set("type", row.type);
    layer.set("detail", u8(row.detail));
    layer.set("outputShape", to_array(row.output_shape));
    layer.set("parameters", row.parameters);
    layers.call<void>("push", layer);
  }
  val object = val::object();
  object.set("name", u8(summary.description.name));
  object.set("description",
             val::global("JSON").call<val>("parse", u8(to_json(summary.description))));
  object.set("layers", layers);
  object.set("parameters", summary.parameters);
  object.set("trainable", summary.trainable);
  object.set("problem", val::null());
  if (summary.problem) {
    val problem = val::object();
    problem.set("layer", summary.problem->layer());
    problem.set("message", val::u8string(summary.problem->what()));
    object.set("problem", problem);
  }
  return object;
}

val summary_of(const Engine& engine) {
  val object = to_object(engine.summary());
  object.set("classes", names_of(engine.classes()));
  object.set("trained", engine.trained().empty() ? val::null() : u8(engine.trained()));
  return object;
}

val activations_of(Engine& engine, const val& pixels) {
  val layers = val::array();
  for (const LayerActivations& layer : engine.activations(to_picture(pixels))) {
    val object = val::object();
    object.set("name", layer.name);
    object.set("type", layer.type);
    object.set("activation", layer.activation);
    object.set("window", val::null());
    if (layer.window) {
      val window = val::object();
      window.set("size", layer.window->size);
      window.set("stride", layer.window->stride);
      window.set("top", layer.window->top);
      window.set("left", layer.window->left);
      object.set("window", window);
    }
    object.set("shape", to_array(layer.shape));
    object.set("values", to_typed_array("Float32Array", layer.values));
    layers.call<void>("push", object);
  }
  return layers;
}

val parameters_of(const Engine& engine, const std::string& layer) {
  val object = val::object();
  for (const NamedTensor& parameter : layer_parameters(engine.network(), layer)) {
    val tensor = val::object();
    tensor.set("shape", to_array(parameter.shape));
    tensor.set("values", to_typed_array("Float32Array", parameter.values));
    object.set(parameter.name, tensor);
  }
  return object;
}

val to_object(const Distribution& distribution) {
  val object = val::object();
  object.set("count", distribution.count);
  object.set("notFinite", distribution.not_finite);
  object.set("mean", distribution.mean);
  object.set("deviation", distribution.deviation);
  object.set("zeros", distribution.zeros);
  object.set("low", distribution.low);
  object.set("high", distribution.high);
  object.set("bins", to_array(distribution.bins));
  return object;
}

val to_object(const UnitCount& units) {
  val object = val::object();
  object.set("units", units.units);
  object.set("dead", units.dead);
  object.set("images", units.images);
  return object;
}

/// null for what is not known.
val to_object_or_null(const auto& known) { return known ? to_object(*known) : val::null(); }

val histograms_of(const Engine& engine) {
  const val layers = val::array();
  for (const LayerHistogram& layer : engine.histograms()) {
    const val parameters = val::array();
    for (const ParameterHistogram& parameter : layer.parameters) {
      val object = val::object();
      object.set("name", parameter.name);
      object.set("trainable", parameter.trainable);
      object.set("values", to_object(parameter.values));
      object.set("gradients", to_object_or_null(parameter.gradients));
      object.set("freshDeviation", parameter.fresh_deviation);
      parameters.call<void>("push", object);
    }
    val object = val::object();
    object.set("name", layer.name);
    object.set("type", layer.type);
    object.set("parameters", parameters);
    object.set("units", to_object_or_null(layer.units));
    layers.call<void>("push", object);
  }
  return layers;
}

val to_objects(const std::vector<LayerTime>& times) {
  const val layers = val::array();
  for (const LayerTime& time : times) {
    val object = val::object();
    object.set("name", time.name);
    object.set("forward", time.forward);
    object.set("backward", time.backward);
    layers.call<void>("push", object);
  }
  return layers;
}

val gradients_of(const Engine& engine, const std::string& layer, const ImageSet& images) {
  const CheckedLayer checked = engine.check_gradients(layer, images);
  const val parameters = val::array();
  for (const CheckedParameter& parameter : checked.parameters) {
    const val gradients = val::array();
    for (const CheckedGradient& gradient : parameter.gradients) {
      val object = val::object();
      object.set("place", to_array(gradient.place));
      object.set("analytic", gradient.analytic);
      object.set("numerical", gradient.numerical);
      object.set("reluKinks", gradient.relu_kinks);
      object.set("poolingKinks", gradient.pooling_kinks);
      gradients.call<void>("push", object);
    }
    val object = val::object();
    object.set("name", parameter.name);
    object.set("gradients", gradients);
    parameters.call<void>("push", object);
  }
  val object = val::object();
  object.set("loss", checked.loss);
  object.set("largestLogit", checked.largest_logit);
  object.set("step", checked.step);
  object.set("parameters", parameters);
  return object;
}

/// What every kind of work that goes batch by batch tells after one.
val step_object(bool done, std::size_t processed, std::size_t count) {
  val object = val::object();
  object.set("done", done);
  object.set("processed", processed);
  object.set("count", count);
  return object;
}

val project_step(Engine& engine) {
  const ProjectionProgress progress = engine.project_step();
  val object = step_object(progress.done, progress.processed, progress.count);
  if (progress.done) {
    val result = val::object();
    result.set("points", to_typed_array("Float32Array", progress.points));
    result.set("explained", to_array(progress.explained));
    result.set("features", progress.features);
    object.set("result", result);
  }
  return object;
}

val heat_map(Engine& engine, const val& pixels, std::size_t wanted, const std::string& method) {
  const Picture picture = to_picture(pixels);
  return to_typed_array("Float32Array", method == "occlusion" ? engine.occlusion(picture, wanted)
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

/// @param base image_pixels bytes, or null. @param marks see unpack_marks().
Drawing to_drawing(const val& base, const val& marks) {
  Drawing drawing;
  if (!base.isNull()) drawing.base = to_picture(base);
  drawing.marks = unpack_marks(emscripten::convertJSArrayToNumberVector<float>(marks));
  return drawing;
}

val see_drawing(Engine& engine, const val& base, const val& marks) {
  return sight_of(
      engine, seen_as(PictureKind::drawing, engine.renderer().picture(to_drawing(base, marks))));
}

val fill_area(Engine& engine, const val& base, const val& marks) {
  return to_uint8_array(engine.renderer().fill_area(to_drawing(base, marks)).values);
}

val needs_of(const std::string& settings) {
  const ImageNeeds needs = Engine::needs(parse_settings(settings));
  val object = val::object();
  object.set("train", needs.train);
  object.set("test", needs.test);
  return object;
}

val evaluate_step(Engine& engine) {
  const EvaluationProgress progress = engine.evaluate_step();
  val object = step_object(progress.done, progress.metrics.count, progress.count);
  if (progress.done) {
    val result = to_object(progress.metrics);
    result.set("probabilities", to_typed_array("Float32Array", progress.probabilities));
    object.set("result", result);
  }
  return object;
}

val fit_novelty_step(Engine& engine) {
  const NoveltyProgress progress = engine.fit_novelty_step();
  val object = step_object(progress.done, progress.processed, progress.count);
  if (progress.done) object.set("result", true);
  return object;
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
        return guarded([&] { return names_of(engine.image_classes()); });
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
          return to_typed_array("Float32Array", engine.predict_batch(to_bytes(pixels)));
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
        return guarded([&] { return activations_of(engine, pixels); });
      })
      .function("parameters", +[](const Engine& engine, const std::string& layer) {
        return guarded([&] { return parameters_of(engine, layer); });
      })
      .function("heatMap", +[](Engine& engine, const val& pixels, std::size_t wanted,
                               const std::string& method) {
        return guarded([&] { return heat_map(engine, pixels, wanted, method); });
      })
      .function("histograms", +[](const Engine& engine) {
        return guarded([&] { return histograms_of(engine); });
      })
      .function("layerTimes", +[](const Engine& engine) {
        return guarded([&] { return to_objects(engine.layer_times()); });
      })
      .function("checkGradients", +[](const Engine& engine, const std::string& layer,
                                      const val& pixels, const val& labels) {
        return guarded([&] { return gradients_of(engine, layer, to_images(pixels, labels)); });
      })
      .function("projectStart", +[](Engine& engine, const std::string& split) {
        guarded([&] { engine.project_start(to_split(split)); });
      })
      .function("projectStep", +[](Engine& engine) {
        return guarded([&] { return project_step(engine); });
      })
      .function("projectPicture", +[](Engine& engine, const val& pixels) {
        return guarded([&] { return to_array(engine.project_picture(to_picture(pixels))); });
      })
      .function("fitNeeds", +[](const Engine&, const std::string& settings) {
        return guarded([&] { return needs_of(settings); });
      })
      .function("fitStart", +[](Engine& engine, const std::string& settings, const val& pixels,
                                const val& labels) {
        guarded([&] { engine.fit_start(parse_settings(settings), to_images(pixels, labels)); });
      })
      .function("imagesNote", +[](const Engine& engine) { return u8(engine.images_note()); })
      .function("fitting", &Engine::fitting)
      .function("fitStep", +[](Engine& engine) {
        return guarded([&] { return to_object(engine.fit_step()); });
      })
      .function("fitStop", &Engine::fit_stop)
      .function("history", +[](const Engine& engine) {
        return guarded([&] { return history_of(engine); });
      })
      .function("evaluateStart", +[](Engine& engine, const std::string& split) {
        guarded([&] { engine.evaluate_start(to_split(split)); });
      })
      .function("evaluateStep", +[](Engine& engine) {
        return guarded([&] { return evaluate_step(engine); });
      })
      .function("fitNoveltyStart", +[](Engine& engine) {
        guarded([&] { engine.fit_novelty_start(); });
      })
      .function("fitNoveltyStep", +[](Engine& engine) {
        return guarded([&] { return fit_novelty_step(engine); });
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
