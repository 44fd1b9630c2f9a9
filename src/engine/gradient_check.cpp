#include "engine/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/inside.h"
#include "kernels/pointwise.h"
#include "nn/keras_layout.h"
#include "nn/layers.h"
#include "tensor/error.h"
#include "training/image_range.h"

namespace fitting_room {
namespace {

/// A larger one meets more kinks and bends of the loss, a smaller one drowns in what float32 rounds
/// off. A power of two, so that most parameters move by just that.
constexpr float step = 0x1p-10f;

/// Of a window that lets nothing through: all of it is shut, or dropped.
constexpr std::uint32_t no_winner = ~std::uint32_t{0};

/// @return images.
const ImageSet& checked(const ImageSet& images, const Sequential& network) {
  if (images.size() == 0 || images.size() > GradientCheck::most_images) {
    throw Error("bad-image", "Gradients are checked with 1 to " +
                                 std::to_string(GradientCheck::most_images) + " images.");
  }
  if (std::ranges::any_of(images.labels, [&](auto label) { return label >= network.classes(); })) {
    throw Error("bad-image", "Each image must be of one of the network's classes, 0 to " +
                                 std::to_string(network.classes() - 1) + ".");
  }
  return images;
}

/// The layer in whose output a unit can be told to be open: a pooling behind it may hide it.
std::size_t seen_at(const Sequential& network, std::size_t layer) {
  std::size_t next = layer + 1;
  while (next < network.layers().size() && network.layers()[next]->in_place()) ++next;
  if (next == network.layers().size()) return layer;
  return network.layers()[next]->description().type == LayerType::max_pool2d ? next : layer;
}

/// Which of a parameter's numbers are checked, in order.
std::vector<std::size_t> chosen(std::span<const float> gradients) {
  const std::size_t size = gradients.size();
  std::vector<std::size_t> places(size);
  std::iota(places.begin(), places.end(), std::size_t{0});
  if (size <= GradientCheck::numbers_checked) return places;
  constexpr std::size_t half = GradientCheck::numbers_checked / 2;
  const auto first = places.begin(), middle = first + half;
  std::partial_sort(first, middle, places.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(gradients[a]) > std::abs(gradients[b]);
  });
  std::sort(middle, places.end());
  // Multiples of the golden ratio lie evenly, and in no step with rows or channels.
  std::vector<std::size_t> result(first, middle);
  for (std::size_t i = 1; result.size() < GradientCheck::numbers_checked; ++i) {
    const double turn = static_cast<double>(i) * 0.6180339887498949;
    const auto place =
        static_cast<std::size_t>((turn - std::floor(turn)) * static_cast<double>(size));
    if (std::ranges::find(result, place) == result.end()) result.push_back(place);
  }
  std::ranges::sort(result);
  return result;
}

/// Where the number at `index` stands in an array of this shape, rows first.
Shape place_of(std::size_t index, const Shape& shape) {
  Shape place(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0; index /= shape[axis]) {
    place[axis] = index % shape[axis];
  }
  return place;
}

/// The same in Keras' layout, which has output channels last.
Shape keras_place(std::size_t index, const ParameterSpec& parameter) {
  Shape place = place_of(index, parameter.shape);
  std::ranges::rotate(place, place.begin() + 1);
  return place;
}

}  // namespace

GradientCheck::GradientCheck(const Sequential& network, const ImageSet& images)
    : images_(checked(images, network)),
      plain_(network.description(), Fusion::none),
      workspace_(plain_, images.size(), /*training=*/true) {
  pass_.samples = images.size();
  pass_.training = pass_.backward = true;
  plain_.parameters() = network.parameters();
  plain_.parameters_changed();
  Workspace workspace(network, images.size(), /*training=*/true);
  if (!std::isfinite(loss(network, workspace))) {
    throw Error("bad-model",
                "This network's loss is no number, so it has no gradients to check. Load another "
                "model, or start anew.");
  }
  analytic_ = Tensor(network.parameters().shape());
  network.backward(pass_, workspace, analytic_);
}

double GradientCheck::loss(const Sequential& network, Workspace& workspace) const {
  const std::size_t count = images_.size();
  std::ranges::transform(images_.pixels, workspace.input().begin(), scale_pixel);
  const std::span<const float> logits = network.forward(pass_, workspace);
  const LossSums sums =
      softmax_cross_entropy(network.classes(), logits, images_.labels,
                            1 / static_cast<float>(count), workspace.logits_gradient());
  return sums.loss / static_cast<double>(count);
}

GradientCheck::Pattern GradientCheck::pattern() {
  Pattern pattern;
  for (std::size_t i = 0; i < plain_.layers().size(); ++i) {
    const Layer& layer = *plain_.layers()[i];
    if (layer.description().activation == Activation::relu) {
      for (const float value : workspace_.output(seen_at(plain_, i), pass_)) {
        pattern.open.push_back(value > 0);
      }
    }
    if (layer.description().type != LayerType::max_pool2d) continue;
    const std::span<const float> output = workspace_.output(i, pass_);
    const float* input =
        i == 0 ? workspace_.input().data() : workspace_.output(i - 1, pass_).data();
    Tensor again({output.size()});  // dropout behind it may have changed what it wrote
    std::vector<std::uint32_t> winners(output.size());
    max_pool2d(static_cast<const MaxPool2D&>(layer).sizes(), pass_.samples, input, again.data(),
               winners.data());
    for (std::size_t w = 0; w < winners.size(); ++w) {
      pattern.winners.push_back(output[w] == 0 ? no_winner : winners[w]);
    }
  }
  return pattern;
}

CheckedGradient GradientCheck::difference(std::size_t offset) {
  float& number = plain_.parameters()[offset];
  const float middle = number, above = middle + step, below = middle - step;
  const auto loss_at = [&](float value) {
    number = value;
    plain_.parameters_changed();
    return plain_loss();
  };
  const double loss_above = loss_at(above);
  const Pattern pattern_above = pattern();
  const double loss_below = loss_at(below);
  const Pattern pattern_below = pattern();
  number = middle;

  CheckedGradient gradient;
  gradient.numerical = (loss_above - loss_below) / (double{above} - double{below});
  for (std::size_t u = 0; u < pattern_above.open.size(); ++u) {
    gradient.relu_kinks += pattern_above.open[u] != pattern_below.open[u];
  }
  for (std::size_t w = 0; w < pattern_above.winners.size(); ++w) {
    const std::uint32_t a = pattern_above.winners[w], b = pattern_below.winners[w];
    gradient.pooling_kinks += a != b && a != no_winner && b != no_winner;
  }
  return gradient;
}

CheckedLayer GradientCheck::check(std::string_view layer, const Tensor& gradients) {
  const std::vector<ParameterSpec>& parameters = layer_named(plain_, layer).parameters();
  CheckedLayer result;
  plain_.parameters_changed();
  result.loss = plain_loss();
  for (const float logit : plain_.logits(pass_, workspace_)) {
    result.largest_logit = std::max(result.largest_logit, std::abs(double{logit}));
  }
  result.step = step;
  for (const ParameterSpec& parameter : parameters) {
    if (!parameter.trainable) continue;
    CheckedParameter checked{parameter.name, {}};
    const auto own = gradients.values().subspan(parameter.offset, element_count(parameter.shape));
    for (const std::size_t index : chosen(own)) {
      CheckedGradient gradient = difference(parameter.offset + index);
      gradient.place = keras_place(index, parameter);
      gradient.analytic = own[index];
      checked.gradients.push_back(std::move(gradient));
    }
    result.parameters.push_back(std::move(checked));
  }
  return result;
}

}  // namespace fitting_room
