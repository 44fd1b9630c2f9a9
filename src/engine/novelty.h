#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/images.h"
#include "formats/safetensors.h"

namespace fitting_room {

/// Tells pictures unlike those that a network was trained on, by what its last layer reads of them.
///
/// The features of each class are taken as normal, with a mean of its own and one covariance for
/// all; the distance to the nearest class, less what any picture's distance would be, says how far
/// the picture is from all classes: the relative Mahalanobis distance (Ren et al. 2021,
/// arXiv:2106.09022). A tenth of the plain distance (Lee et al. 2018, arXiv:1807.03888) stays in
/// it, for pictures that are far off in ways that tell no classes apart. Noise has features that
/// are like nothing in particular, and its pixels give it away: neighbours differ (the von Neumann
/// ratio, 1941).
class Novelty {
 public:
  /// More features than this are folded: summed with random signs. A covariance grows with their
  /// square, and a flattened map has thousands.
  static constexpr std::size_t most_features = 256;

  /// What Novelty::Fit makes and files hold; row-major.
  struct Parts {
    std::vector<float> kernel;   // {features, features}: with the bias, makes features uncorrelated
    std::vector<float> bias;     // {features}
    std::vector<float> centres;  // {classes, features}: the classes' means, made so
    float typical = 0, far = 1;  // distances: half of the held-out images lie closer than the first
    float rough = 4;             // as far as the roughness of held-out images goes
  };
  class Fit;

  explicit Novelty(Parts parts);

  /// How unlike the training images a picture is: above 1 only 3.5 in 100 held-out images are. At
  /// most 1,000.
  float score(std::span<const std::uint8_t, image_pixels> picture,
              std::span<const float> features) const;

  /// The first part of the score, before it is set in relation to held-out images.
  float distance(std::span<const float> features) const;

  /// Sets typical and far distances and the largest roughness, from images that the means and the
  /// covariance were not made from. Neither is empty.
  void set_limits(std::vector<float> distances, std::vector<float> roughnesses);

  /// As tensors "novelty/…" of a model file, and back. Nothing when there are none.
  /// @throws Error "bad-model" for tensors that do not fit the network.
  void append_tensors(std::vector<NamedTensor>& tensors) const;
  static std::optional<Novelty> from_tensors(const std::vector<NamedTensor>& tensors,
                                             std::size_t features, std::size_t classes);

 private:
  std::size_t classes() const { return parts_.centres.size() / parts_.bias.size(); }

  Parts parts_;
  std::vector<float> squares_;  // {classes}: of the centres
  std::vector<float> shared_;   // {classes, classes}, below the diagonal
};

/// Means and covariance of the features of images, some at a time.
class Novelty::Fit {
 public:
  Fit(std::size_t features, std::size_t classes);
  /// @param features {labels.size(), features}.
  void add(std::span<const float> features, std::span<const std::uint8_t> labels);
  /// Of all images so far; limits are still to be set.
  /// @throws Error "wrong-state" when the images have no two features that differ.
  Novelty finish() const;

 private:
  std::size_t features_, width_, classes_;
  std::vector<std::size_t> counts_;  // {classes}
  std::vector<double> sums_;         // {classes, width}
  std::vector<double> products_;     // {width, width}, up to the diagonal
};

/// Squared differences between neighbouring pixels, in relation to those from the mean: 0 for one
/// plain colour, about 4 for noise.
float roughness(std::span<const std::uint8_t, image_pixels> picture);

}  // namespace fitting_room
