#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/pca.h"
#include "imaging/picture.h"
#include "kernels/thread_pool.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"

namespace fitting_room {

/// Where a projection of images stands.
struct ProjectionProgress {
  bool done = false;
  std::size_t processed = 0, count = 0;  // images
  // When done:
  std::span<const float> points;      // {count, 2}; belongs to the projection
  std::array<double, 2> explained{};  // each axis' share of the features' variance, 0 to 1
  std::size_t features = 0;           // numbers before the last layer
};

/// Images as points in the plane, alike ones side by side: what the last layer reads of each,
/// projected on the two axes along which it differs the most (see Pca). It keeps the parameters
/// that it began with, so that all points are seen by the same network, also in the middle of a
/// run.
class Projection {
 public:
  /// @param images outlive this while it takes steps.
  /// @param before one of the same images: axes are turned around where that makes the points
  /// move less. It must not go before this has taken its steps; nullptr for none.
  Projection(const Sequential& network, ThreadPool& pool, ImageRange images,
             const Projection* before);

  /// Does a part of the work, about a batch's. To be called until it is done.
  ProjectionProgress step();

  /// Where a picture lies among the points; to be called when it is done.
  std::array<float, 2> project(const Picture& picture);

 private:
  std::vector<float> features(std::size_t count, const FillSamples& fill);
  /// Of images [first, first + count).
  std::vector<float> features_of(std::size_t first, std::size_t count);
  void gather();
  void settle();
  void project_next();
  /// Whether the points lie rather on the other side of an axis than before.
  bool opposes_before(std::size_t axis) const;

  Sequential network_;
  BatchRunner runner_;
  ImageRange images_;
  const Projection* before_;
  /// The first so many images choose the axes: all, or as many as there is memory for.
  std::size_t sample_;
  std::size_t gathered_ = 0;    // of those
  std::vector<float> numbers_;  // their features, until the axes are sought
  std::optional<Pca> pca_;
  std::vector<float> points_;  // {images placed so far, 2}
};

}  // namespace fitting_room
