#include "imaging/colour_mixture.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

namespace fitting_room::imaging {
namespace {

constexpr int kmeans_rounds = 6;
constexpr int maximisation_rounds = 2;
// Added to every variance: cameras and JPEG scatter even a single colour by about 0.02 in OKLab.
constexpr float camera_variance = 0.02f * 0.02f;

// Starting points for k-means: the mean, then each time the sample farthest (by weight) from all.
std::vector<Colour> spread_centres(std::span<const Colour> samples, std::span<const float> weights,
                                   int count) {
  Colour mean = Colour::Zero();
  float total = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    mean += weights[i] * samples[i];
    total += weights[i];
  }
  if (total <= 0) return {};
  std::vector<Colour> centres{mean / total};
  std::vector<float> nearest(samples.size(), std::numeric_limits<float>::max());
  while (static_cast<int>(centres.size()) < count) {
    std::size_t farthest = 0;
    float farthest_distance = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      nearest[i] = std::min(nearest[i], (samples[i] - centres.back()).squaredNorm());
      if (nearest[i] * weights[i] > farthest_distance) {
        farthest_distance = nearest[i] * weights[i];
        farthest = i;
      }
    }
    if (farthest_distance <= camera_variance) break;
    centres.push_back(samples[farthest]);
  }
  return centres;
}

// Weighted count, mean and covariance, gathered in one pass.
struct Moments {
  float weight = 0;
  Colour sum = Colour::Zero();
  Eigen::Matrix3f products = Eigen::Matrix3f::Zero();

  void add(const Colour& colour, float share) {
    weight += share;
    sum += share * colour;
    products += share * colour * colour.transpose();
  }
};

}  // namespace

ColourMixture::Gaussian ColourMixture::gaussian(const Colour& mean,
                                                const Eigen::Matrix3f& covariance, float weight) {
  const Eigen::Matrix3f widened = covariance + camera_variance * Eigen::Matrix3f::Identity();
  const float log_two_pi = 1.8378771f;
  return {mean, widened.inverse(),
          std::log(weight) - 0.5f * (3 * log_two_pi + std::log(widened.determinant()))};
}

ColourMixture::ColourMixture(std::span<const Colour> samples, std::span<const float> weights,
                             int components) {
  std::vector<Colour> centres = spread_centres(samples, weights, components);
  if (centres.empty()) {
    gaussians_.push_back(gaussian(Colour(0.5f, 0, 0), 0.1f * Eigen::Matrix3f::Identity(), 1));
    return;
  }
  std::vector<Moments> moments;
  const auto fit = [&](auto&& add_sample) {
    moments.assign(std::max(centres.size(), gaussians_.size()), {});
    float total = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (weights[i] <= 0) continue;
      add_sample(samples[i], weights[i]);
      total += weights[i];
    }
    return total;
  };
  float total = 0;
  for (int round = 0; round < kmeans_rounds; ++round) {
    total = fit([&](const Colour& colour, float weight) {
      const auto nearest = std::min_element(
          centres.begin(), centres.end(), [&](const Colour& one, const Colour& other) {
            return (one - colour).squaredNorm() < (other - colour).squaredNorm();
          });
      moments[nearest - centres.begin()].add(colour, weight);
    });
    for (std::size_t k = 0; k < centres.size(); ++k) {
      if (moments[k].weight > 0) centres[k] = moments[k].sum / moments[k].weight;
    }
  }
  std::vector<float> shares;
  for (int round = 0;; ++round) {
    gaussians_.clear();
    for (const Moments& one : moments) {
      if (one.weight <= 1e-4f * total) continue;
      const Colour mean = one.sum / one.weight;
      gaussians_.push_back(
          gaussian(mean, one.products / one.weight - mean * mean.transpose(), one.weight / total));
    }
    if (round == maximisation_rounds) return;
    shares.resize(gaussians_.size());
    total = fit([&](const Colour& colour, float weight) {
      float sum = 0;
      for (std::size_t k = 0; k < gaussians_.size(); ++k) {
        sum += shares[k] = std::exp(std::max(-80.0f, log_term(gaussians_[k], colour)));
      }
      for (std::size_t k = 0; k < gaussians_.size(); ++k) {
        moments[k].add(colour, weight * shares[k] / sum);
      }
    });
  }
}

float ColourMixture::log_term(const Gaussian& one, const Colour& colour) const {
  const Colour difference = colour - one.mean;
  return one.log_scale - 0.5f * difference.dot(one.precision * difference);
}

float ColourMixture::log_density(const Colour& colour) const {
  float highest = -std::numeric_limits<float>::max();
  for (const Gaussian& one : gaussians_) highest = std::max(highest, log_term(one, colour));
  float sum = 0;
  for (const Gaussian& one : gaussians_) sum += std::exp(log_term(one, colour) - highest);
  return highest + std::log(sum);
}

}  // namespace fitting_room::imaging
