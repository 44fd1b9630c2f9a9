#include "training/mixture.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tensor/error.h"
#include "training/augmentation.h"
#include "training/garments.h"
#include "training/image_changes.h"
#include "training/image_range.h"
#include "training/outliers.h"
#include "training/sketch/figures.h"
#include "training/sketch/hand.h"

namespace fitting_room {
namespace {

Draws draws_of(std::uint64_t seed, std::uint32_t step, std::size_t sample) {
  return Draws(Philox(seed, Purpose::mixture, static_cast<std::uint32_t>(sample), step));
}

/// Bags come in more shapes than others: three times as often.
std::size_t class_of_figure(Draws& draws) {
  static constexpr std::array garments = {t_shirt, trouser, pullover, dress,      coat, sandal,
                                          shirt,   sneaker, bag,      ankle_boot, bag,  bag};
  return garments[draws.below(garments.size())];
}

/// FNV-1a.
class Fingerprint {
 public:
  void add(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3; }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace

std::size_t Mixture::Pool::pick(Draws& draws) const {
  const float height = draws.uniform(0, heights.back());
  const auto at = std::ranges::upper_bound(heights, height) - heights.begin();
  return items[std::min(static_cast<std::size_t>(at), items.size() - 1)];
}

template <typename Items>
Mixture::Pool Mixture::pool_of(const Items& items, bool garments, std::size_t share,
                               const char* kind) {
  Pool pool;
  pool.share = share;
  if (share == 0) return pool;
  std::map<ClassSet, double> sizes;
  for (const auto& item : items) sizes[item.target] += 1;
  double height = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if ((items[i].target != no_garment) != garments) continue;
    height += 1 / std::sqrt(sizes[items[i].target]);
    pool.items.push_back(static_cast<std::uint32_t>(i));
    pool.heights.push_back(static_cast<float>(height));
  }
  if (pool.items.empty()) {
    throw Error("bad-data", std::string("The recipe asks for ") + kind +
                                ", but none were given. Give some, or set its share to 0.");
  }
  return pool;
}

Mixture::Mixture(std::size_t classes, const MixtureShares& shares,
                 std::vector<LabelledPhoto> photos, std::vector<LabelledDrawing> drawings)
    : classes_(classes),
      shares_(shares),
      photos_(std::move(photos)),
      drawings_(std::move(drawings)),
      garment_photos_(pool_of(photos_, true, shares.photos, "photos of garments")),
      garment_drawings_(pool_of(drawings_, true, shares.drawings, "drawings of garments")),
      other_photos_(pool_of(photos_, false, shares.other_photos, "photos of other things")),
      other_drawings_(
          pool_of(drawings_, false, shares.other_drawings, "drawings of other things")) {}

std::size_t Mixture::per_batch() const {
  return shares_.photos + shares_.drawings + shares_.other_photos + shares_.other_drawings +
         shares_.figures + shares_.scribbles + shares_.noise;
}

bool Mixture::has_outliers() const {
  return per_batch() > shares_.photos + shares_.drawings + shares_.figures;
}

ClassSet Mixture::outputs_of(ClassSet target) const {
  if ((target & no_garment) == 0) return target;
  return static_cast<ClassSet>((target & ~no_garment) | only_class(classes_));
}

ClassSet Mixture::target(std::uint64_t seed, std::uint32_t step, std::size_t sample) const {
  Draws draws = draws_of(seed, step, sample);
  if (sample < shares_.photos) return outputs_of(photos_[garment_photos_.pick(draws)].target);
  if (sample < shares_.photos + shares_.drawings) {
    return outputs_of(drawings_[garment_drawings_.pick(draws)].target);
  }
  const std::size_t first_figure =
      shares_.photos + shares_.drawings + shares_.other_photos + shares_.other_drawings;
  const bool is_figure = sample >= first_figure && sample < first_figure + shares_.figures;
  return outputs_of(is_figure ? only_class(class_of_figure(draws)) : no_garment);
}

void Mixture::fill_photo(const LabelledPhoto& photo, Draws& draws, float* pixels) const {
  std::ranges::transform(photo.pixels, pixels, scale_pixel);
  if (draws.chance(0.8f)) {
    // Which class matters for the way in which sleeves and widths are changed, alike within a set.
    look_like_photo(pixels, static_cast<std::size_t>(std::countr_zero(photo.target)), draws);
  } else if (draws.chance(0.5f)) {
    flip_horizontally(pixels);
  }
}

void Mixture::fill(std::uint64_t seed, std::uint32_t step, std::size_t sample,
                   float* pixels) const {
  Draws draws = draws_of(seed, step, sample);
  for (const Pool* pool :
       {&garment_photos_, &garment_drawings_, &other_photos_, &other_drawings_}) {
    if (sample >= pool->share) {
      sample -= pool->share;
      continue;
    }
    const std::size_t item = pool->pick(draws);
    if (pool == &garment_photos_ || pool == &other_photos_) {
      return fill_photo(photos_[item], draws, pixels);
    }
    const Picture picture = drawn_by_hand(drawings_[item].lines, {}, draws).value_or(Picture{});
    std::ranges::transform(picture, pixels, scale_pixel);
    return;
  }
  std::optional<Picture> picture;
  if (sample < shares_.figures) {
    picture = drawn_by_hand(figure(class_of_figure(draws), draws), {}, draws);
  } else {
    picture = sample - shares_.figures < shares_.scribbles ? scribble(draws) : noise(draws);
  }
  std::ranges::transform(picture.value_or(Picture{}), pixels, scale_pixel);
}

std::uint64_t Mixture::fingerprint() const {
  Fingerprint print;
  for (const std::size_t share :
       {shares_.photos, shares_.drawings, shares_.other_photos, shares_.other_drawings,
        shares_.figures, shares_.scribbles, shares_.noise}) {
    print.add(share);
  }
  for (const LabelledPhoto& photo : photos_) {
    print.add(outputs_of(photo.target));
    for (const std::uint8_t pixel : photo.pixels) print.add(pixel);
  }
  for (const LabelledDrawing& drawing : drawings_) {
    print.add(outputs_of(drawing.target));
    for (const Line& line : drawing.lines) {
      print.add(line.size());
      for (const auto& [x, y] : line) {
        print.add(std::bit_cast<std::uint32_t>(x));
        print.add(std::bit_cast<std::uint32_t>(y));
      }
    }
  }
  return print.value();
}

}  // namespace fitting_room
