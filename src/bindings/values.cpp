#include "bindings/values.h"

#include <algorithm>

#include "tensor/error.h"

namespace fitting_room {

using emscripten::val;

namespace {

const char* phase_name(Phase phase) {
  switch (phase) {
    case Phase::training: return "training";
    case Phase::validating: return "validating";
    case Phase::finished: return "finished";
    case Phase::diverged: return "diverged";
  }
  return "?";
}

/// What every kind of work that goes batch by batch tells after one.
val step_object(bool done, std::size_t processed, std::size_t count) {
  val object = val::object();
  object.set("done", done);
  object.set("processed", processed);
  object.set("count", count);
  return object;
}

}  // namespace

// The parts of what is told. Not in the namespace without a name: to_objects() would not find them
// there.

static val to_object(const Metrics& metrics) {
  val object = val::object();
  object.set("count", metrics.count);
  object.set("loss", metrics.loss());
  object.set("accuracy", metrics.accuracy());
  object.set("confusion", to_array(metrics.confusion));
  return object;
}

static val to_object(const LayerSummary& row) {
  val layer = val::object();
  layer.set("name", row.name);
  layer.set("type", row.type);
  layer.set("detail", to_text(row.detail));
  layer.set("outputShape", to_array(row.output_shape));
  layer.set("parameters", row.parameters);
  return layer;
}

static val to_object(const LayerError& error) {
  val problem = val::object();
  problem.set("layer", error.layer());
  problem.set("message", val::u8string(error.what()));
  return problem;
}

static val to_object(const Window& window) {
  val object = val::object();
  object.set("size", window.size);
  object.set("stride", window.stride);
  object.set("top", window.top);
  object.set("left", window.left);
  return object;
}

static val to_object(const Distribution& distribution) {
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

static val to_object(const UnitCount& units) {
  val object = val::object();
  object.set("units", units.units);
  object.set("dead", units.dead);
  object.set("images", units.images);
  return object;
}

/// null for what is not known.
static val to_object_or_null(const auto& known) { return known ? to_object(*known) : val::null(); }

static val to_object(const ParameterHistogram& parameter) {
  val object = val::object();
  object.set("name", parameter.name);
  object.set("trainable", parameter.trainable);
  object.set("values", to_object(parameter.values));
  object.set("gradients", to_object_or_null(parameter.gradients));
  object.set("freshDeviation", parameter.fresh_deviation);
  return object;
}

static val to_object(const CheckedGradient& gradient) {
  val object = val::object();
  object.set("place", to_array(gradient.place));
  object.set("analytic", gradient.analytic);
  object.set("numerical", gradient.numerical);
  object.set("reluKinks", gradient.relu_kinks);
  object.set("poolingKinks", gradient.pooling_kinks);
  return object;
}

static val to_object(const CheckedParameter& parameter) {
  val object = val::object();
  object.set("name", parameter.name);
  object.set("gradients", to_objects(parameter.gradients));
  return object;
}

std::vector<std::uint8_t> to_bytes(const val& array) {
  return emscripten::convertJSArrayToNumberVector<std::uint8_t>(array);
}

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
  std::ranges::copy(bytes, picture.begin());
  return picture;
}

ImageSet to_images(const val& pixels, const val& labels) {
  ImageSet images{to_bytes(pixels), to_bytes(labels)};
  if (images.pixels.size() != images.labels.size() * image_pixels) {
    throw Error("bad-image", "Give one label for each picture of " + image_size_text() + ".");
  }
  return images;
}

Drawing to_drawing(const val& base, const val& marks) {
  Drawing drawing;
  if (!base.isNull()) drawing.base = to_picture(base);
  drawing.marks = unpack_marks(emscripten::convertJSArrayToNumberVector<float>(marks));
  return drawing;
}

val to_text(const std::string& text) { return val::u8string(text.c_str()); }

val to_names(const Classes& classes) {
  val names = val::array();
  for (const std::string& name : classes) names.call<void>("push", to_text(name));
  return names;
}

val to_object(const NetworkSummary& summary) {
  val object = val::object();
  object.set("name", to_text(summary.description.name));
  object.set("description",
             val::global("JSON").call<val>("parse", to_text(to_json(summary.description))));
  object.set("layers", to_objects(summary.layers));
  object.set("parameters", summary.parameters);
  object.set("trainable", summary.trainable);
  object.set("problem", to_object_or_null(summary.problem));
  return object;
}

val to_object(const Prediction& prediction) {
  val object = val::object();
  object.set("probabilities", to_array(prediction.probabilities));
  object.set("top", prediction.top);
  object.set("unlike", prediction.unlike ? val(*prediction.unlike) : val::null());
  return object;
}

val to_object(const ImageNeeds& needs) {
  val object = val::object();
  object.set("train", needs.train);
  object.set("test", needs.test);
  return object;
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
  if (!report.message.empty()) object.set("message", to_text(report.message));
  return object;
}

val to_object(const EvaluationProgress& progress) {
  val object = step_object(progress.done, progress.metrics.count, progress.count);
  if (progress.done) {
    val result = to_object(progress.metrics);
    result.set("probabilities", to_float32_array(progress.probabilities));
    object.set("result", result);
  }
  return object;
}

val to_object(const NoveltyProgress& progress) {
  val object = step_object(progress.done, progress.processed, progress.count);
  if (progress.done) object.set("result", true);
  return object;
}

val to_object(const ProjectionProgress& progress) {
  val object = step_object(progress.done, progress.processed, progress.count);
  if (progress.done) {
    val result = val::object();
    result.set("points", to_float32_array(progress.points));
    result.set("explained", to_array(progress.explained));
    result.set("features", progress.features);
    object.set("result", result);
  }
  return object;
}

val to_object(const NamedTensor& parameter) {
  val tensor = val::object();
  tensor.set("shape", to_array(parameter.shape));
  tensor.set("values", to_float32_array(parameter.values));
  return tensor;
}

val to_object(const LayerActivations& layer) {
  val object = val::object();
  object.set("name", layer.name);
  object.set("type", layer.type);
  object.set("activation", layer.activation);
  object.set("window", to_object_or_null(layer.window));
  object.set("shape", to_array(layer.shape));
  object.set("values", to_float32_array(layer.values));
  return object;
}

val to_object(const LayerHistogram& layer) {
  val object = val::object();
  object.set("name", layer.name);
  object.set("type", layer.type);
  object.set("parameters", to_objects(layer.parameters));
  object.set("units", to_object_or_null(layer.units));
  return object;
}

val to_object(const LayerTime& time) {
  val object = val::object();
  object.set("name", time.name);
  object.set("forward", time.forward);
  object.set("backward", time.backward);
  return object;
}

val to_object(const CheckedLayer& checked) {
  val object = val::object();
  object.set("loss", checked.loss);
  object.set("largestLogit", checked.largest_logit);
  object.set("step", checked.step);
  object.set("parameters", to_objects(checked.parameters));
  return object;
}

}  // namespace fitting_room
