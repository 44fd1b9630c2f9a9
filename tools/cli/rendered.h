#pragma once

#include <optional>
#include <vector>

#include "imaging/picture.h"
#include "training/sketch/lines.h"

namespace fitting_room::cli {

/// Widths of a pen on the page's canvas of 336 × 336: the one that it begins with, and a thin one.
inline constexpr float page_pen = 26, thin_pen = 9;

/// A drawing as it would have been made on the page: in the middle of its canvas.
/// @param lines in any units. @return nothing when nothing is drawn.
std::optional<Picture> rendered(const std::vector<Line>& lines, float pen);

/// The same drawn dark on white, and uploaded.
std::optional<Picture> rendered_as_upload(const std::vector<Line>& lines, float pen);

}  // namespace fitting_room::cli
