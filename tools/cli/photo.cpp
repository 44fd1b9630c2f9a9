#include "cli/photo.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "cli/orientation.h"
#include "tensor/error.h"
#include "text/shown.h"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_ONLY_GIF
#include <stb_image.h>

namespace fitting_room::cli {
namespace {

constexpr std::size_t most_pixels = 100'000'000;
constexpr int channels = 4;

/// Which stored pixel stands at (x, y) of the upright picture.
/// @param width, height of the stored picture.
std::pair<std::size_t, std::size_t> stored_place(int orientation, std::size_t x, std::size_t y,
                                                 std::size_t width, std::size_t height) {
  switch (orientation) {
    case 2: return {width - 1 - x, y};
    case 3: return {width - 1 - x, height - 1 - y};
    case 4: return {x, height - 1 - y};
    case 5: return {y, x};
    case 6: return {y, height - 1 - x};
    case 7: return {width - 1 - y, height - 1 - x};
    case 8: return {width - 1 - y, x};
    default: return {x, y};
  }
}

Photo turn_upright(const std::uint8_t* stored, std::size_t width, std::size_t height,
                   int orientation) {
  Photo photo;
  photo.width = orientation >= 5 ? height : width;
  photo.height = orientation >= 5 ? width : height;
  photo.rgba.resize(width * height * channels);
  std::uint8_t* to = photo.rgba.data();
  for (std::size_t y = 0; y < photo.height; ++y) {
    for (std::size_t x = 0; x < photo.width; ++x, to += channels) {
      const auto [column, row] = stored_place(orientation, x, y, width, height);
      std::copy_n(stored + (row * width + column) * channels, channels, to);
    }
  }
  return photo;
}

}  // namespace

Photo decode_photo(std::span<const std::uint8_t> file) {
  const auto length = static_cast<int>(file.size());  // read_file() stays far below 2^31
  int width = 0, height = 0, components = 0;
  if (stbi_info_from_memory(file.data(), length, &width, &height, &components) == 0) {
    throw Error(
        "bad-image",
        "This is not a PNG, JPEG, BMP or GIF image. Save the image in one of these formats.");
  }
  const auto columns_of = static_cast<std::size_t>(width);
  const auto rows_of = static_cast<std::size_t>(height);
  if (width <= 0 || height <= 0) {
    throw Error("bad-image", "The image has no pixels. Choose another one.");
  }
  if (columns_of > most_pixels / rows_of) {
    throw Error("bad-image", "The image has " + with_commas(columns_of) + " × " +
                                 with_commas(rows_of) +
                                 " pixels, too many to look at. Scale it down first.");
  }
  const std::unique_ptr<std::uint8_t, decltype(&stbi_image_free)> stored(
      stbi_load_from_memory(file.data(), length, &width, &height, &components, channels),
      &stbi_image_free);
  if (!stored) {
    throw Error("bad-image", "The image is damaged or cut short. Choose another one.");
  }
  return turn_upright(stored.get(), columns_of, rows_of, exif_orientation(file));
}

}  // namespace fitting_room::cli
