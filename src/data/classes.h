// The ten classes, named as the data set names them, in the order of its labels.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace fitting_room {

inline constexpr std::size_t class_count = 10;

/// class_names[label] for label 0..9. Source: the Fashion-MNIST README's table of labels.
inline constexpr std::array<std::string_view, class_count> class_names = {
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

}  // namespace fitting_room
