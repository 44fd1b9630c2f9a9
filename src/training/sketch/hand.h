#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "imaging/picture.h"
#include "training/sketch/lines.h"

namespace fitting_room {

/// How a hand draws what it was given.
struct Hand {
  float fill_chance = 0.25f;   // closed parts are filled, now and then
  float stretch_least = 0.0f;  // how much wider it may become, as a logarithm: from
  float stretch_most = 0.0f;   // … to
};

/// Lines as somebody draws them on the page: turned, sheared, stretched, bent by an unsteady hand,
/// mirrored half of the time, with a pen of 0.7 to 3.5 pixels of the picture and a grey of its own;
/// then cropped and scaled as every drawing is (see imaging::centred_drawing).
/// @param lines in any units, y down. @return nothing when there is nothing to draw.
std::optional<Picture> drawn_by_hand(std::vector<Line> lines, const Hand& hand, Draws& draws);

}  // namespace fitting_room
