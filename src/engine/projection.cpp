#include "engine/projection.h"

#include <algorithm>

namespace fitting_room {
namespace {

/// Images that one step looks at.
constexpr std::size_t batch = 128;
/// Numbers kept to choose the axes by, 6 MB: those of 10,000 images in the reference CNN.
constexpr std::size_t most_numbers = 1'500'000;

}  // namespace

Projection::Projection(const Sequential& network, ThreadPool& pool, ImageRange images,
                       const Projection* before)
    : network_(network.description()),
      runner_(network_, pool),
      images_(images),
      before_(before),
      sample_(std::min(images.count, std::max<std::size_t>(2, most_numbers / network.features()))) {
  network_.parameters() = network.parameters();
  network_.parameters_changed();
  numbers_.reserve(sample_ * network_.features());
}

ProjectionProgress Projection::step() {
  if (gathered_ < sample_) {
    gather();
  } else if (points_.empty()) {
    settle();
  } else if (points_.size() < 2 * images_.count) {
    project_next();
  }
  ProjectionProgress progress;
  progress.count = images_.count;
  progress.processed = points_.empty() ? gathered_ : points_.size() / 2;
  progress.done = points_.size() == 2 * images_.count;
  if (progress.done) {
    before_ = nullptr;
    progress.points = points_;
    progress.explained = pca_->explained();
    progress.features = network_.features();
  }
  return progress;
}

std::vector<float> Projection::features(std::size_t count, const FillSamples& fill) {
  std::vector<float> logits(count * network_.classes()), features(count * network_.features());
  runner_.infer(count, fill, logits, features);
  return features;
}

std::vector<float> Projection::features_of(std::size_t first, std::size_t count) {
  return features(count, [&](std::size_t begin, std::size_t samples, float* rows) {
    images_.gather(first + begin, samples, rows);
  });
}

void Projection::gather() {
  const std::size_t count = std::min(batch, sample_ - gathered_);
  const std::vector<float> more = features_of(gathered_, count);
  numbers_.insert(numbers_.end(), more.begin(), more.end());
  gathered_ += count;
}

void Projection::settle() {
  if (!pca_) pca_.emplace(std::move(numbers_), network_.features());
  if (!pca_->step()) return;
  points_ = pca_->projected();
  pca_->forget_points();
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (!opposes_before(axis)) continue;
    pca_->flip(axis);
    for (std::size_t i = axis; i < points_.size(); i += 2) points_[i] = -points_[i];
  }
}

bool Projection::opposes_before(std::size_t axis) const {
  if (!before_ || before_->points_.size() < points_.size()) return false;
  double together = 0;
  for (std::size_t i = axis; i < points_.size(); i += 2) {
    together += static_cast<double>(points_[i]) * before_->points_[i];
  }
  return together < 0;
}

void Projection::project_next() {
  const std::size_t first = points_.size() / 2;
  const std::size_t width = network_.features();
  const std::vector<float> next = features_of(first, std::min(batch, images_.count - first));
  for (std::size_t i = 0; i < next.size(); i += width) {
    const auto place = pca_->project(std::span(next).subspan(i, width));
    points_.insert(points_.end(), place.begin(), place.end());
  }
}

std::array<float, 2> Projection::project(const Picture& picture) {
  return pca_->project(features(1, [&](std::size_t, std::size_t, float* rows) {
    std::ranges::transform(picture, rows, scale_pixel);
  }));
}

}  // namespace fitting_room
