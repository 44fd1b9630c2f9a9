// A drawing as the marks that it was made of, and what it looks like: the same in every browser, as
// no canvas is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "imaging/pen.h"
#include "imaging/picture.h"
#include "imaging/plane.h"

namespace fitting_room {

/// A drawing is a square of so many pixels; (0, 0) is the outer corner of its first one.
inline constexpr std::size_t drawing_side = 336;

/// One change of a drawing.
struct Mark {
  enum class Kind {
    stroke,  // a line through all points as the hand gave them; smooth, however few they are
    fill,    // floods the area of like grey around the one point, whose width is of no matter
  };
  Kind kind = Kind::stroke;
  std::uint8_t grey = 255;  // 0 black, which erases .. 255 white
  std::vector<imaging::PenPoint> points;
};

struct Drawing {
  /// Lies under the marks, each of its pixels a square of 12 x 12; without one the ground is black.
  std::optional<Picture> base;
  std::vector<Mark> marks;  // in the order in which they were made
};

/// Marks from one row of numbers: for each its kind (0 stroke, 1 fill), grey and number of points,
/// then x, y and width of each point. @throws Error "bad-image" for numbers that are no marks.
std::vector<Mark> unpack_marks(std::span<const float> numbers);

/// Renders drawings. It remembers the last one, so that one mark more costs one mark. All throw
/// Error "bad-image" for a mark without points, for points that are no numbers, far outside or
/// without width, and for more than 100,000 points or 1,000,000 pixels of way.
class DrawingRenderer {
 public:
  /// Levels 0 black .. 1 white, drawing_side each way. They stay until the next call.
  const imaging::Plane<float>& render(const Drawing& drawing);

  /// The picture for the network: cut out as one in pixels is. Empty when nothing is drawn.
  std::optional<Picture> picture(const Drawing& drawing);

  /// Which pixels the last mark, a fill, gives its grey. @throws Error "bad-image" for another
  /// mark.
  imaging::Mask fill_area(const Drawing& drawing);

 private:
  /// Brings `settled_` to all marks but the last.
  void settle(const Drawing& drawing);

  Drawing done_;  // what `settled_` shows
  imaging::Plane<float> settled_{drawing_side, drawing_side};
  imaging::Plane<float> rendered_{0, 0};
};

/// The same without a memory. @throws Error "bad-image", as above.
std::optional<Picture> picture_from_drawing(const Drawing& drawing);

}  // namespace fitting_room
