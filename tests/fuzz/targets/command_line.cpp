// Packed files and photos that the command line reads by itself.
#include <algorithm>

#include "cli/gzip.h"
#include "cli/orientation.h"
#include "fuzz.h"

namespace fitting_room::fuzz {

void try_input(Bytes input) {
  constexpr std::size_t most = 1 << 16;
  const Input file = copy_of(input);
  const int turn = cli::exif_orientation(file);
  require(turn >= 1 && turn <= 8, "a photo is turned in one of eight ways");
  accepted([&] { require(cli::gunzip(file, most).size() <= most, "no more is unpacked"); });
}

std::vector<Input> seeds() {
  // "fit" in gzip, and a JPEG's first bytes with an orientation in either byte order.
  return {{0x1f, 0x8b, 8, 0,    0,    0,    0,    0, 0, 3, 0x4b, 0xcb,
           0x2c, 1,    0, 0x4f, 0x5f, 0x8e, 0x27, 3, 0, 0, 0},
          {0xff, 0xd8, 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0,
           0,    1,    0,    0x12, 1, 3,  0,   1,   0,   0,   0, 6, 0,   0,   0,  0, 0, 0, 0},
          {0xff, 0xd8, 0xff, 0xe1, 0,    34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0,
           8,    0,    1,    1,    0x12, 0,  3,   0,   0,   0,   1, 0, 8,   0,   0, 0,  0, 0, 0}};
}

}  // namespace fitting_room::fuzz
