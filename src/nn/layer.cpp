#include "nn/layer.h"

#include "nn/layers.h"
#include "tensor/error.h"

namespace fitting_room {
namespace {

[[noreturn]] void refuse(const LayerDescription& layer, std::size_t position,
                         const std::string& reason) {
  throw Error("bad-description", "Layer " + std::to_string(position) + " (" +
                                     std::string(to_string(layer.type)) + ") " + reason);
}

/// The window of a convolution or a pooling must meet its map.
Conv2DSizes window_sizes(const LayerDescription& layer, const Shape& input, std::size_t position,
                         std::size_t window, std::size_t channels) {
  if (input.size() != 3) {
    refuse(layer, position, "needs a map (height × width × channels); put it before Flatten.");
  }
  const Conv2DSizes sizes =
      conv2d_sizes(input[0], input[1], input[2], channels, window, layer.stride, layer.same);
  if (sizes.out_height == 0 || sizes.out_width == 0) {
    const std::string side = std::to_string(window);
    refuse(layer, position,
           "does not fit: its window is " + side + " × " + side + " and the map that reaches it " +
               to_string({input[0], input[1]}) +
               ". Make the window smaller, use “same” padding or pool less before it.");
  }
  return sizes;
}

}  // namespace

Flatten::Flatten(const LayerDescription& description, const std::string& name, const Shape& input)
    : Layer(description, name, input, {element_count(input)}) {}

std::unique_ptr<Layer::Memory> Flatten::make_memory(std::size_t) const {
  return std::make_unique<Memory>();
}

std::unique_ptr<Layer> make_layer(const LayerDescription& layer, const Shape& input,
                                  std::size_t position, const std::string& name, Layer* before) {
  switch (layer.type) {
    case LayerType::conv2d: {
      if (layer.activation == Activation::softmax) {
        refuse(layer, position, "cannot use softmax; only the last Dense layer can.");
      }
      const Conv2DSizes sizes = window_sizes(layer, input, position, layer.kernel, layer.filters);
      return std::make_unique<Conv2D>(layer, name, input, sizes);
    }
    case LayerType::max_pool2d: {
      const Conv2DSizes window =
          window_sizes(layer, input, position, layer.pool, input.empty() ? 0 : input.back());
      const MaxPool2DSizes sizes{window.in_height,  window.in_width,  window.in_channels,
                                 window.out_height, window.out_width, layer.pool,
                                 layer.stride,      window.pad_top,   window.pad_left};
      auto* convolution = dynamic_cast<Conv2D*>(before);
      if (convolution != nullptr && sizes.is_whole_2x2()) {
        return std::make_unique<Conv2DMaxPool2D>(layer, name, *convolution, sizes);
      }
      return std::make_unique<MaxPool2D>(layer, name, input, sizes);
    }
    case LayerType::batch_normalization:
      return std::make_unique<BatchNormalization>(layer, name, input);
    case LayerType::dropout:
      return std::make_unique<Dropout>(layer, name, input, static_cast<std::uint32_t>(position));
    case LayerType::flatten: return std::make_unique<Flatten>(layer, name, input);
    case LayerType::dense:
      if (input.size() != 1) {
        refuse(layer, position, "needs one axis of features; put a Flatten layer before it.");
      }
      return std::make_unique<Dense>(layer, name, input);
  }
  refuse(layer, position, "is of an unknown type.");
}

}  // namespace fitting_room
