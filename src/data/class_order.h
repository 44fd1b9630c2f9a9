// What the order of labelled images says of their classes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data/classes.h"

namespace fitting_room {

/// How many images each class has, of as many as there may be.
using ClassCounts = std::array<std::size_t, max_classes>;

ClassCounts count_classes(std::span<const std::uint8_t> labels);

/// Whether the classes are mixed: whether the first labels, however many, hold each class in about
/// the part that all of them do. Labels in random order are, and balanced ones; those sorted by
/// class are not, nor are from a thousand on those of which each half has classes of its own.
bool is_mixed(std::span<const std::uint8_t> labels);

}  // namespace fitting_room
