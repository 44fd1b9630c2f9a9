#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/lines.h"
#include "training/mixture.h"

/// Photos and drawings to mix into batches.
namespace fitting_room::test {

/// The output for no garment, behind those of ten classes.
inline constexpr ClassSet none_of_ten = only_class(10);
inline constexpr ClassSet shoes = only_class(5) | only_class(7) | only_class(9);

/// A block of one grey on black, so that it is known again however it is warped; more of it is on
/// the left.
inline LabelledPhoto block(std::uint8_t grey, ClassSet target) {
  LabelledPhoto photo{{}, target};
  for (std::size_t y = 0; y < 28; ++y) {
    for (std::size_t x = y < 14 ? 6 : 10; x < 22; ++x) photo.pixels[y * 28 + x] = grey;
  }
  return photo;
}

inline LabelledDrawing ring_drawing(ClassSet target) { return {{circle({50, 50}, 40)}, target}; }
inline LabelledDrawing cross_drawing(ClassSet target) {
  return {{{{0, 40}, {80, 40}}, {{40, 0}, {40, 80}}}, target};
}

inline std::vector<LabelledPhoto> some_photos() {
  return {block(90, only_class(2)), block(120, shoes), block(200, no_garment)};
}
inline std::vector<LabelledDrawing> some_drawings() {
  return {ring_drawing(only_class(8)), cross_drawing(no_garment)};
}

/// Of each kind something: 2, 3, 1, 1, 1, 1, 1.
inline constexpr MixtureShares some_of_each{2, 3, 1, 1, 1, 1, 1};

inline Mixture small_mixture() { return {10, some_of_each, some_photos(), some_drawings()}; }
/// Photos and drawings of garments alone.
inline Mixture garment_mixture() { return {10, {3, 2}, some_photos(), some_drawings()}; }

}  // namespace fitting_room::test
