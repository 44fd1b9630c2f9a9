#pragma once

#include <cstddef>

namespace fitting_room {

/// Labels of Fashion-MNIST, for changes that depend on what a garment is.
enum Garment : std::size_t {
  t_shirt = 0,
  trouser = 1,
  pullover = 2,
  dress = 3,
  coat = 4,
  sandal = 5,
  shirt = 6,
  sneaker = 7,
  bag = 8,
  ankle_boot = 9
};

inline bool has_long_sleeves(std::size_t label) {
  return label == pullover || label == coat || label == shirt;
}
inline bool is_top(std::size_t label) { return label == t_shirt || has_long_sleeves(label); }

}  // namespace fitting_room
