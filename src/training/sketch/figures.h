#pragma once

#include <cstddef>
#include <vector>

#include "training/draws.h"
#include "training/sketch/lines.h"

namespace fitting_room {

/// A garment as icons show it: a clean outline with the few lines that make it what it is, its
/// proportions drawn by chance. Among them are those that the data set does not have: backpacks,
/// flip-flops from above, dresses with a waist.
/// @param label its class. @return lines in any units, y down.
std::vector<Line> figure(std::size_t label, Draws& draws);

}  // namespace fitting_room
