#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/classes.h"
#include "imaging/picture.h"
#include "kernels/pointwise.h"
#include "training/draws.h"
#include "training/sketch/lines.h"

namespace fitting_room {

/// What shows none of the classes, however many there are.
inline constexpr ClassSet no_garment = only_class(max_classes);
static_assert(max_classes < class_set_size);

/// A photo as the network sees it, and what it shows.
struct LabelledPhoto {
  Picture pixels;
  ClassSet target;
};

/// The lines of a drawing, in any units, y down.
struct LabelledDrawing {
  std::vector<Line> lines;
  ClassSet target;
};

/// How many samples of each kind there are in each batch, beside the data set's images.
struct MixtureShares {
  std::size_t photos = 0, drawings = 0;              // of garments
  std::size_t other_photos = 0, other_drawings = 0;  // of anything else
  std::size_t figures = 0;                           // of garments, made up: see figure()
  std::size_t scribbles = 0, noise = 0;              // of nothing, made up: see outliers.h
};

/// More than the data set to train on: photos and drawings of garments and of other things, so many
/// of each in every batch. Which ones, and how they are changed, depends on (seed, step, sample)
/// alone. Classes are met with a weight of one over the root of their size, so that small ones are
/// not forgotten and not learned by heart.
///
/// Photos are warped as the data set's images are to look like photos, four in five; drawings are
/// drawn anew each time (see drawn_by_hand()).
class Mixture {
 public:
  /// @param classes how many the network tells apart.
  /// @throws Error "bad-data" when there is nothing of a kind of which shares ask for some.
  Mixture(std::size_t classes, const MixtureShares& shares, std::vector<LabelledPhoto> photos,
          std::vector<LabelledDrawing> drawings);

  std::size_t classes() const { return classes_; }

  /// Samples in each batch.
  std::size_t per_batch() const;
  /// Whether any sample shows no garment, for which a network needs one more output.
  bool has_outliers() const;

  /// @param sample 0 to per_batch() - 1.
  /// @return outputs that are right: that of a class, or the one behind them for no garment.
  ClassSet target(std::uint64_t seed, std::uint32_t step, std::size_t sample) const;
  /// @param pixels receives 28 × 28, 0..1.
  void fill(std::uint64_t seed, std::uint32_t step, std::size_t sample, float* pixels) const;

  /// Differs, with near certainty, for other pictures, drawings or shares.
  std::uint64_t fingerprint() const;

 private:
  /// Some of the photos or drawings.
  struct Pool {
    std::size_t share = 0;
    std::vector<std::uint32_t> items;
    std::vector<float> heights;  // of the items' weights, heaped up

    std::size_t pick(Draws& draws) const;
  };
  template <typename Items>
  static Pool pool_of(const Items& items, bool garments, std::size_t share, const char* kind);
  ClassSet outputs_of(ClassSet target) const;
  void fill_photo(const LabelledPhoto& photo, Draws& draws, float* pixels) const;

  std::size_t classes_;
  MixtureShares shares_;
  std::vector<LabelledPhoto> photos_;
  std::vector<LabelledDrawing> drawings_;
  Pool garment_photos_, garment_drawings_, other_photos_, other_drawings_;
};

}  // namespace fitting_room
