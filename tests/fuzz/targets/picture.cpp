// Somebody else's pixels, of any size and shape.
#include "imaging/picture.h"

#include <algorithm>

#include "fuzz.h"

namespace fitting_room::fuzz {

void try_input(Bytes input) {
  Parts parts(input);
  const std::size_t kind = parts.byte() % 3;
  // Sides around 28, 112 and so on; one long side now and then.
  const std::size_t width = parts.below(parts.byte() % 16 == 0 ? 2000 : 60);
  const std::size_t height = parts.below(parts.byte() % 16 == 0 ? 4000 / (width + 1) + 1 : 60);
  Input pixels(4 * width * height);
  const Bytes pattern = parts.rest();
  for (std::size_t i = 0; i < pixels.size() && !pattern.empty(); ++i) {
    pixels[i] = pattern[i % pattern.size()];
  }
  std::optional<Picture> picture;
  const bool good = accepted([&] {
    const RgbaView view{pixels.data(), width, height};
    if (kind == 0) picture = picture_from_drawing(view);
    if (kind == 1) picture = picture_from_photo(view);
    if (kind == 2) {
      if (const auto seen = picture_from_upload(view)) picture = seen->pixels;
    }
  });
  require(good == (width > 0 && height > 0), "whatever has pixels is looked at");
  if (picture) require(*std::ranges::max_element(*picture) > 0, "a picture shows something");
}

std::vector<Input> seeds() {
  std::vector<Input> inputs;
  for (std::uint8_t kind = 0; kind < 3; ++kind) {
    for (const std::uint8_t side : {1, 3, 28, 41}) {
      Input seed{kind, 1, 0, side, 1, 0, side};
      for (std::size_t i = 0; i < 97; ++i) seed.push_back(static_cast<std::uint8_t>(i * i));
      inputs.push_back(seed);
      for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t x = 0; x < side; ++x) {
          const std::uint8_t grey = x > 10 && x < 30 && y > 5 && y < 20 ? 200 : 20;
          seed.insert(seed.end(), {grey, grey, grey, 255});
        }
      }
      seed.erase(seed.begin() + 7, seed.begin() + 7 + 97);
      inputs.push_back(seed);
    }
  }
  return inputs;
}

}  // namespace fitting_room::fuzz
