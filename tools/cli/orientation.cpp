#include "cli/orientation.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace fitting_room::cli {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr int upright = 1;

/// The number in `size` bytes at `at`, if the bytes are there.
std::optional<std::uint32_t> number_at(Bytes bytes, std::size_t at, std::size_t size,
                                       bool big_endian) {
  if (at > bytes.size() || bytes.size() - at < size) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | bytes[at + (big_endian ? i : size - 1 - i)];
  }
  return value;
}

/// The EXIF block of a JPEG file, from its TIFF header on; empty if there is none.
Bytes exif_block(Bytes jpeg) {
  static constexpr std::array<std::uint8_t, 6> exif = {'E', 'x', 'i', 'f', 0, 0};
  constexpr std::uint32_t start_of_image = 0xffd8, app1 = 0xffe1, start_of_scan = 0xffda;
  if (number_at(jpeg, 0, 2, true) != start_of_image) return {};
  for (std::size_t at = 2;;) {
    const auto marker = number_at(jpeg, at, 2, true);
    const auto length = number_at(jpeg, at + 2, 2, true);  // counts itself
    if (!marker || !length || *marker < 0xff00 || *marker == start_of_scan || *length < 2)
      return {};
    if (jpeg.size() - at - 2 < *length) return {};
    const Bytes content = jpeg.subspan(at + 4, *length - 2);
    const bool is_exif =
        content.size() >= exif.size() && std::equal(exif.begin(), exif.end(), content.begin());
    if (*marker == app1 && is_exif) return content.subspan(exif.size());
    at += 2 + *length;
  }
}

}  // namespace

int exif_orientation(Bytes jpeg) {
  constexpr std::uint32_t orientation_tag = 0x0112;
  constexpr std::size_t entry_bytes = 12;
  const Bytes tiff = exif_block(jpeg);
  const auto order = number_at(tiff, 0, 2, true);
  if (order != 0x4949 && order != 0x4d4d) return upright;  // "II" little-endian, "MM" big-endian
  const bool big_endian = order == 0x4d4d;
  const auto directory = number_at(tiff, 4, 4, big_endian);
  if (!directory) return upright;
  const auto entries = number_at(tiff, *directory, 2, big_endian);
  for (std::size_t i = 0; i < entries.value_or(0); ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * entry_bytes;
    const auto tag = number_at(tiff, entry, 2, big_endian);
    if (!tag) break;
    if (*tag != orientation_tag) continue;
    const auto value = number_at(tiff, entry + 8, 2, big_endian);
    if (value && *value >= 1 && *value <= 8) return static_cast<int>(*value);
  }
  return upright;
}

}  // namespace fitting_room::cli
