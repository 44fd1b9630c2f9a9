#include "engine/novelty_fitter.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "training/augmentation.h"
#include "training/sketch/sketch.h"

namespace fitting_room {
namespace {

constexpr std::size_t batch_size = 128;

Draws draws_of(Purpose purpose, std::size_t index) {
  return Draws(Philox(/*seed=*/0, purpose, static_cast<std::uint32_t>(index), /*step=*/0));
}

}  // namespace

NoveltyFitter::NoveltyFitter(BatchRunner& runner, const Sequential& network,
                             const TrainingSettings& settings, ImageRange images,
                             ImageRange held_out, ImageSet examples)
    : runner_(runner),
      network_(network),
      settings_(settings),
      examples_(std::move(examples)),
      fit_(network.features(), network.classes() * (1 + std::size_t{learns_drawings(settings)} +
                                                    std::size_t{examples_.size() != 0})) {
  std::size_t group = 0;
  const auto add = [&](const ImageRange& range, PictureKind kind, bool fits) {
    stages_.push_back({range, kind, fits, group});
    group += network.classes();
  };
  if (examples_.size() != 0) add({&examples_, 0, examples_.size()}, PictureKind::photo, true);
  for (const bool fits : {true, false}) {
    const ImageRange& range = fits ? images : held_out;
    add(range, PictureKind::photo, fits);
    if (learns_drawings(settings)) add(range, PictureKind::drawing, fits);
  }
  for (const Stage& stage : stages_) count_ += stage.range.count;
}

NoveltyProgress NoveltyFitter::step() {
  const Stage& stage = stages_[stage_];
  const std::size_t count = std::min(batch_size, stage.range.count - position_);
  look(stage, position_, count);
  processed_ += count;
  position_ += count;
  if (position_ == stage.range.count) {
    end(stage);
    position_ = 0;
    ++stage_;
  }
  return {stage_ == stages_.size(), processed_, count_};
}

void NoveltyFitter::look(const Stage& stage, std::size_t first, std::size_t count) {
  const std::size_t width = network_.features();
  std::vector<float> logits(count * network_.classes()), features(count * width);
  std::vector<std::uint8_t> seen(count * image_pixels);
  runner_.infer(
      count,
      [&](std::size_t begin, std::size_t samples, float* rows) {
        for (std::size_t i = begin; i < begin + samples; ++i, rows += image_pixels) {
          gather(stage, first + i, rows);
          std::transform(rows, rows + image_pixels, seen.begin() + i * image_pixels,
                         [](float value) { return std::lround(255 * value); });
        }
      },
      logits, features);
  if (stage.fits) {
    std::vector<std::uint8_t> groups;
    for (std::size_t i = 0; i < count; ++i) {
      groups.push_back(static_cast<std::uint8_t>(stage.group + stage.range.label(first + i)));
    }
    fit_.add(features, groups);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    distances_.push_back(novelty_->distance(std::span(features).subspan(i * width, width)));
    roughnesses_.push_back(roughness(
        std::span<const std::uint8_t, image_pixels>(&seen[i * image_pixels], image_pixels)));
  }
}

void NoveltyFitter::end(const Stage& stage) {
  if (stage.fits) {
    if (!stages_[stage_ + 1].fits) novelty_ = fit_.finish();
    return;
  }
  const Novelty::Limits limits =
      Novelty::limits_of(std::exchange(distances_, {}), std::exchange(roughnesses_, {}));
  novelty_->set_limits(stage.kind, limits);
  // A network that has learned no drawings judges them by what it knows.
  if (!learns_drawings(settings_)) novelty_->set_limits(PictureKind::drawing, limits);
}

void NoveltyFitter::gather(const Stage& stage, std::size_t index, float* pixels) const {
  stage.range.gather(index, pixels);
  const std::size_t label = stage.range.label(index), number = stage.range.first + index;
  if (stage.kind == PictureKind::drawing) {
    Draws draws = draws_of(Purpose::sketch, number);
    const std::span<const float, image_pixels> image(pixels, image_pixels);
    const std::optional<Picture> drawing = sketch(image, label, draws);
    if (drawing) std::ranges::transform(*drawing, pixels, scale_pixel);
  } else if (learns_photos(settings_) && index % 2 == 1) {
    Draws draws = draws_of(Purpose::augment, number);
    look_like_photo(pixels, label, draws);
  }
}

}  // namespace fitting_room
