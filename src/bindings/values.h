// C++ values as JavaScript's, and the other way round. Arrays are copied both ways, so nothing in
// JavaScript points into our memory.
#pragma once

#include <emscripten/val.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace fitting_room {

// From JavaScript.

std::vector<std::uint8_t> to_bytes(const emscripten::val& array);
// These throw Error where the value is not what it should be.
Split to_split(const std::string& name);
PictureKind to_kind(const std::string& name);
Picture to_picture(const emscripten::val& pixels);
/// @param pixels image_pixels bytes for each of the labels.
ImageSet to_images(const emscripten::val& pixels, const emscripten::val& labels);
/// @param base image_pixels bytes, or null. @param marks see unpack_marks().
Drawing to_drawing(const emscripten::val& base, const emscripten::val& marks);

// To JavaScript.

emscripten::val to_text(const std::string& text);
emscripten::val to_names(const Classes& classes);

template <typename Numbers>
emscripten::val to_typed_array(const char* type, const Numbers& numbers) {
  emscripten::val array = emscripten::val::global(type).new_(numbers.size());
  array.call<void>("set",
                   emscripten::val(emscripten::typed_memory_view(numbers.size(), numbers.data())));
  return array;
}
emscripten::val to_uint8_array(const auto& bytes) { return to_typed_array("Uint8Array", bytes); }
emscripten::val to_float32_array(const auto& numbers) {
  return to_typed_array("Float32Array", numbers);
}
/// A plain array, in one call, since each one costs more than it copies.
emscripten::val to_array(const auto& numbers) {
  const std::vector<double> values(numbers.begin(), numbers.end());
  return emscripten::val::global("Array").call<emscripten::val>(
      "from", emscripten::val(emscripten::typed_memory_view(values.size(), values.data())));
}

emscripten::val to_object(const NetworkSummary& summary);
emscripten::val to_object(const Prediction& prediction);
emscripten::val to_object(const ImageNeeds& needs);
emscripten::val to_object(const EpochRecord& record);
emscripten::val to_object(const StepReport& report);
emscripten::val to_object(const EvaluationProgress& progress);
emscripten::val to_object(const NoveltyProgress& progress);
emscripten::val to_object(const ProjectionProgress& progress);
emscripten::val to_object(const NamedTensor& parameter);
emscripten::val to_object(const LayerActivations& layer);
emscripten::val to_object(const LayerHistogram& layer);
emscripten::val to_object(const LayerTime& time);
emscripten::val to_object(const CheckedLayer& checked);

/// An array with an object for each of them.
template <typename Values>
emscripten::val to_objects(const Values& values) {
  emscripten::val array = emscripten::val::array();
  for (const auto& value : values) array.call<void>("push", to_object(value));
  return array;
}

}  // namespace fitting_room
