#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/classes.h"
#include "data/images.h"
#include "formats/safetensors.h"
#include "imaging/picture.h"

namespace fitting_room {

/// Tells pictures unlike those that a network was trained on, by what its last layer reads of them.
///
/// The features of each class are taken as normal, with a mean of its own and one covariance for
/// all (a network that has learned drawings, too, makes two groups of a class, which have a mean
/// each); the distance to the nearest class, less what any picture's distance would be, says how
/// far the picture is from all classes: the relative Mahalanobis distance (Ren et al. 2021,
/// arXiv:2106.09022). A tenth of the plain distance (Lee et al. 2018, arXiv:1807.03888) stays in
/// it, for pictures that are far off in ways that tell no classes apart. Noise has features that
/// are like nothing in particular, and its pixels give it away: neighbours differ (the von Neumann
/// ratio, 1941).
class Novelty {
 public:
  /// More features than this are folded: summed with random signs. A covariance grows with their
  /// square, and a flattened map has thousands.
  static constexpr std::size_t most_features = 256;

  /// Of the images of each class, of drawings of them, and of examples.
  static constexpr std::size_t most_groups = 3 * max_classes;

  /// How far held-out pictures of a kind go.
  struct Limits {
    float typical = 0, far = 1;  // distances: half of them lie closer than the first
    float rough = 4;             // their roughness
  };

  /// What Novelty::Fit makes and files hold; row-major.
  struct Parts {
    std::vector<float> kernel;   // {features, features}: with the bias, makes features uncorrelated
    std::vector<float> bias;     // {features}
    std::vector<float> centres;  // {groups, features}: the means of groups of images, made so
    std::array<Limits, 2> limits;  // by PictureKind
  };
  class Fit;

  explicit Novelty(Parts parts);

  /// How unlike the training images a picture is: above 1 only 3.5 in 100 held-out images of its
  /// kind are. At most 1,000.
  float score(std::span<const std::uint8_t, image_pixels> picture, std::span<const float> features,
              PictureKind kind) const;

  /// The first part of the score, before it is set in relation to held-out images.
  float distance(std::span<const float> features) const;

  /// Typical and far distances and the largest roughness of pictures that the means and the
  /// covariance were not made from. Neither is empty.
  static Limits limits_of(std::vector<float> distances, std::vector<float> roughnesses);
  void set_limits(PictureKind kind, const Limits& limits);

  /// As tensors "novelty/…" of a model file, and back. Nothing when there are none.
  /// @throws Error "bad-model" for tensors that do not fit the network.
  void append_tensors(std::vector<NamedTensor>& tensors) const;
  static std::optional<Novelty> from_tensors(const std::vector<NamedTensor>& tensors,
                                             std::size_t features);

 private:
  std::size_t groups() const { return parts_.centres.size() / parts_.bias.size(); }

  Parts parts_;
  std::vector<float> squares_;  // {groups}: of the centres
  std::vector<float> shared_;   // {groups, groups}, below the diagonal
};

/// Means and covariance of the features of images, some at a time.
class Novelty::Fit {
 public:
  /// @param groups of images that are alike: the classes, or more.
  Fit(std::size_t features, std::size_t groups);
  /// @param features {groups.size(), features}. @param groups each image's, counted from 0.
  void add(std::span<const float> features, std::span<const std::uint8_t> groups);
  /// Of all images so far; limits are still to be set.
  /// @throws Error "wrong-state" when the images have no two features that differ.
  Novelty finish() const;

 private:
  std::size_t features_, width_, groups_;
  std::vector<std::size_t> counts_;  // {groups}
  std::vector<double> sums_;         // {groups, width}
  std::vector<double> products_;     // {width, width}, up to the diagonal
};

/// Squared differences between neighbouring pixels, in relation to those from the mean: 0 for one
/// plain colour, about 4 for noise.
float roughness(std::span<const std::uint8_t, image_pixels> picture);

}  // namespace fitting_room
