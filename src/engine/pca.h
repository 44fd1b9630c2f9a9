#pragma once

#include <array>
#include <span>
#include <vector>

namespace fitting_room {

/// The two directions along which points differ the most: principal component analysis (Pearson
/// 1901), of as many dimensions as the points have. The work comes in small steps.
///
/// By subspace iteration with Rayleigh-Ritz (Saad, Numerical Methods for Large Eigenvalue Problems,
/// 2011, section 5.1): eight directions are multiplied by the points' covariance, which is never
/// formed, until the first two no longer turn. So its time and memory grow with the dimensions, not
/// with their square or cube. The same points give the same axes to the last bit.
class Pca {
 public:
  /// More than the two that are wanted: how fast the two settle depends on the ninth variance.
  static constexpr std::size_t directions = 8;

  /// @param points {count, width}; taken over. @param width at least 1.
  Pca(std::vector<float> points, std::size_t width);

  /// Multiplies once. @return whether the axes have settled; more steps do no harm then.
  bool step();

  /// Where another point lies on both axes. @param point {width}.
  std::array<float, 2> project(std::span<const float> point) const;
  /// Where the points given lie: {count, 2}.
  std::vector<float> projected() const;
  /// Which share of the points' whole variance each axis has, 0 to 1.
  std::array<double, 2> explained() const;
  /// Turns an axis around.
  void flip(std::size_t axis);
  /// Gives the points' memory back: what is left needs them no more, but for step() and
  /// projected().
  void forget_points() { points_ = {}; }

 private:
  /// Numbers of one dimension along all directions side by side, so that a loop over them is SIMD.
  using Row = std::array<float, directions>;

  /// Covariance times the directions.
  std::vector<Row> multiplied() const;
  void orthonormalise();
  /// @param centred a point less the mean.
  std::array<float, 2> along(std::span<const float> centred) const;
  /// The largest number of an axis is to be positive, which of two opposite axes it is.
  void fix_signs();

  std::vector<float> points_;  // less their mean
  std::size_t width_;
  std::vector<float> mean_;
  double variance_ = 0;    // over all dimensions
  std::vector<Row> axes_;  // width; the directions with the largest variance first
  std::array<double, directions> variances_{};
  int steps_ = 0;
};

}  // namespace fitting_room
