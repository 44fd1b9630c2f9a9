#include "nn/description.h"

#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "tensor/error.h"
#include "text/json.h"
#include "text/shown.h"

namespace fitting_room {
namespace {

// In the order of the enumerations.
constexpr std::string_view layer_types[] = {"Conv2D",  "MaxPool2D", "BatchNormalization",
                                            "Dropout", "Flatten",   "Dense"};
constexpr std::string_view activations[] = {"linear", "relu", "softmax"};

[[noreturn]] void refuse(const std::string& reason) { throw Error("bad-description", reason); }

/// Reads the fields of one JSON object and names it in every complaint.
class Fields {
 public:
  Fields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.object()) refuse(where_ + " must be a JSON object in braces.");
  }

  std::size_t size(const char* field, std::size_t most) {
    // Not whole() alone: 3.0 is a fine way to write 3.
    const double number = required(field).number().value_or(std::nan(""));
    if (!(number >= 1 && number <= static_cast<double>(most) && number == std::floor(number))) {
      refuse(where_ + ": " + field + " must be a whole number from 1 to " + std::to_string(most) +
             ".");
    }
    return static_cast<std::size_t>(number);
  }

  std::size_t size(const char* field, std::size_t most, std::size_t otherwise) {
    return object_.find(field) ? size(field, most) : otherwise;
  }

  float rate(const char* field) {
    const double number = required(field).number().value_or(std::nan(""));
    if (!(number >= 0 && number <= 0.9)) {
      refuse(where_ + ": " + field + " must be a number from 0 to 0.9.");
    }
    return static_cast<float>(number);
  }

  std::string text(const char* field) {
    const std::string* text = required(field).string();
    if (!text) refuse(where_ + ": " + field + " must be a text.");
    return *text;
  }

  bool same_padding() {
    if (!note("padding")) return false;
    const std::string padding = text("padding");
    if (padding != "valid" && padding != "same") {
      refuse(where_ + ": padding must be “valid” or “same”.");
    }
    return padding == "same";
  }

  Activation activation() {
    if (!note("activation")) return Activation::linear;
    const std::string wanted = text("activation");
    for (std::size_t i = 0; i < std::size(activations); ++i) {
      if (activations[i] == wanted) return static_cast<Activation>(i);
    }
    refuse(where_ + ": activation must be “linear”, “relu” or “softmax”.");
  }

  /// A misspelt field would otherwise be ignored and the network be another one than was meant.
  void refuse_others() const {
    for (const auto& [field, value] : *object_.object()) {
      if (!known_.contains(field)) refuse(where_ + " has no field \"" + shown(field) + "\".");
    }
  }

 private:
  bool note(const char* field) {
    known_.insert(field);
    return object_.find(field) != nullptr;
  }

  const Json& required(const char* field) {
    if (!note(field)) refuse(where_ + " needs \"" + field + "\".");
    return *object_.find(field);
  }

  const Json& object_;
  std::string where_;
  std::set<std::string, std::less<>> known_;
};

LayerDescription parse_layer(const Json& object, std::size_t position) {
  const std::string place = "Layer " + std::to_string(position);
  const std::string type = Fields(object, place).text("type");
  LayerDescription layer;
  Fields fields(object, place + " (" + shown(type, 40) + ")");
  fields.text("type");
  if (type == "Conv2D") {
    layer.type = LayerType::conv2d;
    layer.filters = fields.size("filters", 512);
    layer.kernel = fields.size("kernel", 11);
    layer.stride = fields.size("stride", 8, 1);
    layer.same = fields.same_padding();
    layer.activation = fields.activation();
  } else if (type == "MaxPool2D") {
    layer.type = LayerType::max_pool2d;
    layer.pool = fields.size("pool", 8);
    layer.stride = fields.size("stride", 8, layer.pool);
    layer.same = fields.same_padding();
  } else if (type == "BatchNormalization") {
    layer.type = LayerType::batch_normalization;
  } else if (type == "Dropout") {
    layer.type = LayerType::dropout;
    layer.rate = fields.rate("rate");
  } else if (type == "Flatten") {
    layer.type = LayerType::flatten;
  } else if (type == "Dense") {
    layer.type = LayerType::dense;
    layer.units = fields.size("units", 4096);
    layer.activation = fields.activation();
  } else {
    refuse(place + ": there is no layer type \"" + shown(type, 40) +
           "\". There are Conv2D, MaxPool2D, BatchNormalization, Dropout, Flatten and Dense.");
  }
  fields.refuse_others();
  return layer;
}

/// The shortest decimal that reads back as this float32: 0.1f as the double 0.10000000149… would
/// look like a mistake to a reader, and another rate would be another network.
double decimal(float value) {
  for (double scale = 1; scale <= 1e12; scale *= 10) {
    const double rounded = std::round(value * scale) / scale;
    if (static_cast<float>(rounded) == value) return rounded;
  }
  return value;
}

/// The list of this name; nullptr where there is none.
const Json::Array* list_of(const Json& object, const char* name) {
  const Json* found = object.find(name);
  return found ? found->array() : nullptr;
}

Shape parse_input(const Json& root) {
  const Json::Array* sizes = list_of(root, "input");
  if (!sizes || sizes->size() != 3) {
    refuse("The description needs \"input\": [height, width, channels].");
  }
  Shape shape;
  for (const Json& size : *sizes) {
    const std::uint64_t number = size.whole().value_or(0);
    if (number < 1 || number > 512) {
      refuse("\"input\" must hold three whole numbers from 1 to 512.");
    }
    shape.push_back(static_cast<std::size_t>(number));
  }
  return shape;
}

}  // namespace

std::string_view to_string(LayerType type) { return layer_types[static_cast<std::size_t>(type)]; }

std::string_view to_string(Activation activation) {
  return activations[static_cast<std::size_t>(activation)];
}

DescriptionDraft parse_draft(std::string_view text) {
  // Our descriptions are about a kilobyte.
  if (text.size() > 64 * 1024) refuse("The description is longer than 64 KB.");
  const std::optional<Json> root = Json::parse(text);
  if (!root) refuse("The description is not valid JSON.");
  Fields fields(*root, "The description");
  DescriptionDraft draft;
  NetworkDescription& description = draft.description;
  description.name = shown(fields.text("name"), 100);
  description.input = parse_input(*root);
  const Json::Array* layers = list_of(*root, "layers");
  if (!layers || layers->empty() || layers->size() > 64) {
    refuse("The description needs \"layers\": a list of 1 to 64 layers.");
  }
  for (const Json& layer : *layers) {
    const std::size_t position = description.layers.size() + 1;
    try {
      description.layers.push_back(parse_layer(layer, position));
    } catch (const Error& error) {
      draft.problem = LayerError(position, error.what());
      break;
    }
  }
  return draft;
}

NetworkDescription parse_description(std::string_view json) {
  DescriptionDraft draft = parse_draft(json);
  if (draft.problem) throw *draft.problem;
  return std::move(draft.description);
}

std::string to_json(const NetworkDescription& description) {
  Json::Array layers;
  for (const LayerDescription& layer : description.layers) {
    Json object;
    object.add("type", to_string(layer.type));
    if (layer.type == LayerType::conv2d) {
      object.add("filters", layer.filters).add("kernel", layer.kernel);
    }
    if (layer.type == LayerType::max_pool2d) object.add("pool", layer.pool);
    if (layer.type == LayerType::conv2d || layer.type == LayerType::max_pool2d) {
      object.add("stride", layer.stride).add("padding", layer.same ? "same" : "valid");
    }
    if (layer.type == LayerType::dropout) object.add("rate", decimal(layer.rate));
    if (layer.type == LayerType::dense) object.add("units", layer.units);
    if (layer.type == LayerType::conv2d || layer.type == LayerType::dense) {
      object.add("activation", to_string(layer.activation));
    }
    layers.push_back(std::move(object));
  }
  Json root;
  root.add("name", description.name).add("input", description.input).add("layers", layers);
  return root.dump();
}

}  // namespace fitting_room
