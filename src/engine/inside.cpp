#include "engine/inside.h"

#include <algorithm>
#include <string>

#include "data/images.h"
#include "kernels/conv2d.h"
#include "kernels/pointwise.h"
#include "nn/keras_layout.h"
#include "tensor/error.h"
#include "tensor/views.h"
#include "training/image_range.h"

namespace fitting_room {
namespace {

/// From the middle of the square that occludes to its edge.
constexpr std::size_t square_reach = 2;

std::optional<Window> window_of(const Layer& layer) {
  const LayerDescription& d = layer.description();
  if (d.type != LayerType::conv2d && d.type != LayerType::max_pool2d) return {};
  const std::size_t size = d.type == LayerType::conv2d ? d.kernel : d.pool;
  const Shape& in = layer.input_shape();
  const Conv2DSizes sizes = conv2d_sizes(in[0], in[1], in[2], in[2], size, d.stride, d.same);
  return Window{size, d.stride, sizes.pad_top, sizes.pad_left};
}

/// Scales a map {height, width} to the picture's size. Pixels are squares and their values stand in
/// their middles, as in PyTorch's interpolate(align_corners=False).
std::vector<float> upsampled(const std::vector<float>& map, std::size_t height, std::size_t width) {
  struct Between {
    std::size_t first, second;
    float share;  // of the second
  };
  const auto place = [](std::size_t pixel, std::size_t size) {
    const float ratio = static_cast<float>(size) / static_cast<float>(image_side);
    const float at = std::max(0.0f, (static_cast<float>(pixel) + 0.5f) * ratio - 0.5f);
    const std::size_t first = std::min(static_cast<std::size_t>(at), size - 1);
    return Between{first, std::min(first + 1, size - 1), at - static_cast<float>(first)};
  };
  std::vector<float> picture;
  picture.reserve(image_pixels);
  for (std::size_t y = 0; y < image_side; ++y) {
    const Between row = place(y, height);
    for (std::size_t x = 0; x < image_side; ++x) {
      const Between column = place(x, width);
      const auto mixed = [&](std::size_t line) {
        const float* values = map.data() + line * width;
        return values[column.first] * (1 - column.share) + values[column.second] * column.share;
      };
      picture.push_back(mixed(row.first) * (1 - row.share) + mixed(row.second) * row.share);
    }
  }
  return picture;
}

}  // namespace

Inside::Inside(const Sequential& network)
    : network_(network),
      plain_(network.description(), Fusion::none),
      picture_(network.description().input) {
  pass_.samples = 1;
  pass_.backward = true;
  for (const auto& layer : plain_.layers()) {
    outputs_.emplace_back(layer->output_shape());
    memories_.push_back(layer->make_memory(1));
  }
}

const float* Inside::input_of(std::size_t index) const {
  return index == 0 ? picture_.data() : outputs_[index - 1].data();
}

void Inside::forward(const Picture& picture) {
  std::ranges::transform(picture, picture_.data(), scale_pixel);
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const Layer& layer = *plain_.layers()[i];
    if (layer.in_place()) std::copy_n(input_of(i), outputs_[i].size(), outputs_[i].data());
    layer.forward(pass_, network_.parameters().data(), network_.version(), input_of(i),
                  outputs_[i].data(), *memories_[i]);
  }
}

std::vector<LayerActivations> Inside::activations(const Picture& picture) {
  forward(picture);
  std::vector<LayerActivations> layers;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const Layer& layer = *plain_.layers()[i];
    const std::span<const float> values = outputs_[i].values();
    layers.push_back({layer.name(),
                      std::string(to_string(layer.description().type)),
                      std::string(to_string(layer.description().activation)),
                      window_of(layer),
                      layer.output_shape(),
                      {values.begin(), values.end()}});
  }
  softmax(network_.classes(), layers.back().values);
  return layers;
}

Tensor Inside::logit_gradient(std::size_t wanted, std::size_t index) {
  Tensor gradient({network_.classes()});
  gradient[wanted] = 1;
  Tensor unused(network_.parameters().shape());  // layers insist on computing these gradients, too
  for (std::size_t i = outputs_.size(); --i > index;) {
    const Layer& layer = *plain_.layers()[i];
    if (layer.in_place()) continue;
    Tensor before(layer.input_shape());
    layer.backward(pass_, network_.parameters().data(), input_of(i), outputs_[i].data(),
                   gradient.data(), before.data(), unused.data(), *memories_[i]);
    gradient = std::move(before);
  }
  return gradient;
}

std::vector<float> Inside::grad_cam(const Picture& picture, std::size_t wanted) {
  check_class(network_, wanted);
  const auto& layers = plain_.layers();
  const auto last = std::ranges::find_if(layers.rbegin(), layers.rend(), [](const auto& layer) {
    return layer->description().type == LayerType::conv2d;
  });
  if (last == layers.rend()) {
    throw Error("bad-settings",
                "This network has no convolution, so it has no maps to explain its answer with. "
                "Choose occlusion.");
  }
  const auto index = static_cast<std::size_t>(layers.rend() - last) - 1;
  forward(picture);
  const Tensor gradient = logit_gradient(wanted, index);

  const Shape& shape = layers[index]->output_shape();
  const std::size_t positions = shape[0] * shape[1];
  const auto by_position = [&](const Tensor& values) {
    return ConstMatrixView(values.data(), static_cast<Eigen::Index>(positions),
                           static_cast<Eigen::Index>(shape[2]));
  };
  const Eigen::VectorXf weights = by_position(gradient).colwise().mean();
  const Eigen::VectorXf sum = (by_position(outputs_[index]) * weights).cwiseMax(0.0f);
  return upsampled({sum.begin(), sum.end()}, shape[0], shape[1]);
}

void check_class(const Sequential& network, std::size_t wanted) {
  if (wanted >= network.classes()) {
    throw Error("bad-settings", "There is no such class. Choose one from 0 to " +
                                    std::to_string(network.classes() - 1) + ".");
  }
}

std::vector<std::uint8_t> occluded(const Picture& picture) {
  const auto from = [](std::size_t middle) { return middle - std::min(middle, square_reach); };
  const auto to = [](std::size_t middle) {
    return std::min(middle + square_reach + 1, image_side);
  };
  std::vector<std::uint8_t> pictures;
  pictures.reserve(image_pixels * image_pixels);
  for (std::size_t y = 0; y < image_side; ++y) {
    for (std::size_t x = 0; x < image_side; ++x) {
      Picture covered = picture;
      for (std::size_t row = from(y); row < to(y); ++row) {
        std::fill(covered.begin() + row * image_side + from(x),
                  covered.begin() + row * image_side + to(x), std::uint8_t{0});
      }
      pictures.insert(pictures.end(), covered.begin(), covered.end());
    }
  }
  return pictures;
}

const Layer& layer_named(const Sequential& network, std::string_view layer) {
  const auto found = std::ranges::find(
      network.layers(), layer, [](const auto& other) { return std::string_view(other->name()); });
  if (found == network.layers().end()) {
    throw Error("bad-settings", "The network has no layer \"" + std::string(layer.substr(0, 40)) +
                                    "\". Take a name from the summary.");
  }
  return **found;
}

std::vector<NamedTensor> layer_parameters(const Sequential& network, std::string_view layer) {
  std::vector<NamedTensor> parameters;
  for (const ParameterSpec& parameter : layer_named(network, layer).parameters()) {
    parameters.push_back(
        {parameter.name, keras_shape(parameter), to_keras(parameter, network.parameters())});
  }
  return parameters;
}

}  // namespace fitting_room
