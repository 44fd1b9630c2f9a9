// What colours a thing has: a Gaussian mixture over a colour space.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace fitting_room::imaging {

/// A colour as three coordinates; see colour.h for the space used here.
using Colour = Eigen::Vector3f;

/// A mixture of Gaussians with full covariances, fitted by k-means and a few rounds of expectation
/// maximisation. No randomness: the same samples give the same mixture.
class ColourMixture {
 public:
  /// Fits at most `components` Gaussians to `samples`, each counting as often as its weight says.
  /// weights.size() == samples.size(); weights >= 0. With no weight at all the mixture is one broad
  /// Gaussian around grey.
  ColourMixture(std::span<const Colour> samples, std::span<const float> weights, int components);

  /// Natural logarithm of the density at `colour`.
  float log_density(const Colour& colour) const;

 private:
  struct Gaussian {
    Colour mean;
    Eigen::Matrix3f precision;  // inverse covariance
    float log_scale;            // logarithm of weight / sqrt((2 pi)^3 |covariance|)
  };
  static Gaussian gaussian(const Colour& mean, const Eigen::Matrix3f& covariance, float weight);
  float log_term(const Gaussian& one, const Colour& colour) const;

  std::vector<Gaussian> gaussians_;
};

}  // namespace fitting_room::imaging
