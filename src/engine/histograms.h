#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"

namespace fitting_room {

/// How some numbers are spread. What is said is said of those that are finite.
struct Distribution {
  static constexpr std::size_t bin_count = 64;

  std::size_t count = 0;       // finite numbers
  std::size_t not_finite = 0;  // NaN and infinite ones
  double mean = 0;
  double deviation = 0;  // standard deviation, of these numbers themselves (divided by count)
  double zeros = 0;      // the share that is exactly 0
  /// What the bins divide evenly: the smallest number and the largest, or half below and above the
  /// one number that there is. Each bin holds its lower edge, the last one also its upper.
  double low = 0, high = 0;
  std::array<std::uint32_t, bin_count> bins{};
};

/// As numpy.histogram(values, bins=64), mean() and std().
Distribution distribution(std::span<const float> values);

/// One parameter of a layer and its gradients in the last training step.
struct ParameterHistogram {
  std::string name;       // "kernel"
  bool trainable = true;  // else the layer itself changes it
  Distribution values;
  /// None before the first step, nor of a parameter that is not trained.
  std::optional<Distribution> gradients;
  /// The standard deviation with which such a parameter is initialised; 0 where that is no matter
  /// of chance.
  double fresh_deviation = 0;
};

/// Units of a ReLU layer: its filters, or its outputs.
struct UnitCount {
  std::size_t units = 0;
  std::size_t dead = 0;    // 0 at every place of every image looked at
  std::size_t images = 0;  // looked at
};

struct LayerHistogram {
  std::string name;  // Keras' name: "conv2d_1"
  std::string type;  // "Conv2D"
  std::vector<ParameterHistogram> parameters;
  std::optional<UnitCount> units;  // of ReLU layers, where there are images to look at
};

/// The layers that have parameters, in order.
/// @param gradients laid out as the parameters, or empty.
/// @param images that show which units are dead; none for not to know. Where a pooling follows, a
/// unit counts by what the pooling lets through.
std::vector<LayerHistogram> layer_histograms(const Sequential& network, const Tensor& gradients,
                                             BatchRunner& runner, const ImageRange& images);

}  // namespace fitting_room
