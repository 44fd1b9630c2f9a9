#pragma once

#include <array>
#include <cstddef>

#include "training/draws.h"

namespace fitting_room {

/// A point of an image, -1..1 along each side, u to the right and v down.
struct Point {
  float u = 0, v = 0;
};

/// A random change of a garment's shape, as a map from where a point of the changed picture lies to
/// where its value comes from: turned, sheared, stretched, seen at an angle, bent and rumpled as
/// clothes on a floor are, with sleeves spread away from the body.
class Warp {
 public:
  /// @param label the garment's class: tops are widened more, and only those with long sleeves have
  /// them spread. @param half_width of the garment, 0..1; what lies further out than half of it may
  /// be a sleeve.
  Warp(Draws& draws, std::size_t label, float half_width);

  /// The source of a point. Points outside -1..1 are black.
  Point source(Point point) const;

 private:
  static constexpr std::size_t knots = 6;
  using Displacements = std::array<float, knots * knots>;

  void draw_sleeves(Draws& draws, float half_width);
  Point rumple(Point point) const;
  Point spread_sleeves(Point point) const;

  float flip_ = 1;
  float cos_ = 1, sin_ = 0;
  float shear_ = 0, aspect_ = 1, keystone_ = 0, bend_u_ = 0, bend_v_ = 0;
  bool rumpled_ = false;
  Displacements rumple_u_{}, rumple_v_{};
  float sleeve_right_ = 0, sleeve_left_ = 0;  // radians away from the body; 0: as they are
  Point pit_;                                 // of the right arm
};

}  // namespace fitting_room
