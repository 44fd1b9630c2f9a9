#include "engine/calibration.h"

#include <algorithm>

namespace fitting_room {
namespace {

constexpr std::size_t batch_size = 128;

}  // namespace

Calibration::Calibration(BatchRunner& runner, const Sequential& network, ImageRange images,
                         ImageRange held_out)
    : runner_(runner),
      network_(network),
      images_(images),
      held_out_(held_out),
      fit_(network.features(), network.classes()) {}

CalibrationProgress Calibration::step() {
  const std::size_t all = images_.count + held_out_.count;
  const bool fitting = processed_ < images_.count;
  const ImageRange& range = fitting ? images_ : held_out_;
  const std::size_t first = fitting ? processed_ : processed_ - images_.count;
  const std::size_t count = std::min(batch_size, range.count - first), width = network_.features();
  std::vector<float> logits(count * network_.classes()), features(count * width);
  runner_.infer(
      count,
      [&](std::size_t begin, std::size_t samples, float* rows) {
        range.gather(first + begin, samples, rows);
      },
      logits, features);
  if (fitting) {
    fit_.add(features, std::span(range.set->labels).subspan(range.first + first, count));
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      distances_.push_back(novelty_->distance(std::span(features).subspan(i * width, width)));
      roughnesses_.push_back(roughness(range.set->image(range.first + first + i)));
    }
  }
  processed_ += count;
  if (processed_ == images_.count) novelty_ = fit_.finish();
  const bool done = processed_ == all;
  if (done) novelty_->set_limits(std::move(distances_), std::move(roughnesses_));
  return {done, processed_, all};
}

}  // namespace fitting_room
