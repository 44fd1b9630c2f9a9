#include "data/images.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "tensor/error.h"

namespace fitting_room {
namespace {

constexpr std::uint32_t images_magic = 0x00000803;  // unsigned bytes, three dimensions
constexpr std::uint32_t labels_magic = 0x00000801;  // unsigned bytes, one dimension
constexpr std::size_t word = 4;
constexpr std::size_t images_header = 4 * word;
constexpr std::size_t labels_header = 2 * word;

[[noreturn]] void refuse(const std::string& file, const std::string& reason) {
  throw Error("bad-data", "The file of " + file + " " + reason + " Download the data again.");
}

// The big-endian 32-bit number at `index` (in words); the caller has checked the length.
std::uint32_t word_at(std::span<const std::uint8_t> bytes, std::size_t index) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes.subspan(index * word, word)) value = value << 8 | byte;
  return value;
}

// Checks header and length of one IDX file and returns its count. 64-bit arithmetic: a count and
// a size both come from outside, and size_t has 32 bits in WebAssembly.
std::uint32_t checked_count(std::span<const std::uint8_t> bytes, const std::string& file,
                            std::uint32_t magic, std::size_t header, std::uint64_t bytes_each) {
  if (bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) {
    refuse(file, "is still packed with gzip and must be unpacked first.");
  }
  if (bytes.size() >= word && word_at(bytes, 0) != magic) {
    refuse(file, "is not an IDX file of " + file + ": it begins with the wrong bytes.");
  }
  if (bytes.size() < header) {
    refuse(file, "is cut short: it has " + std::to_string(bytes.size()) +
                     " bytes and not even a whole header.");
  }
  const std::uint32_t count = word_at(bytes, 1);
  if (count == 0) refuse(file, "is empty: its header counts 0 of them.");
  const std::uint64_t expected = header + count * bytes_each;
  if (bytes.size() != expected) {
    const std::string sizes = ": its header counts " + std::to_string(count) + ", which makes " +
                              std::to_string(expected) + " bytes, but it has " +
                              std::to_string(bytes.size()) + ".";
    refuse(file, (bytes.size() < expected ? "is cut short" : "is too long") + sizes);
  }
  return count;
}

// Dimensions come before the length: with other dimensions the expected length would be nonsense.
void check_side(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < images_header || word_at(bytes, 0) != images_magic) return;
  const std::uint32_t rows = word_at(bytes, 2), columns = word_at(bytes, 3);
  const auto size = [](std::size_t height, std::size_t width) {
    return std::to_string(height) + "×" + std::to_string(width);
  };
  if (rows != image_side || columns != image_side) {
    refuse("images", "holds images of " + size(rows, columns) + " pixels; they must have " +
                         size(image_side, image_side) + ".");
  }
}

}  // namespace

std::span<const std::uint8_t, image_pixels> ImageSet::image(std::size_t index) const {
  if (index >= size()) throw std::out_of_range("ImageSet::image: no such image");
  return std::span<const std::uint8_t, image_pixels>(pixels.data() + index * image_pixels,
                                                     image_pixels);
}

void ImageSet::reserve(std::size_t count) {
  pixels.reserve(count * image_pixels);
  labels.reserve(count);
}

void ImageSet::append(const ImageSet& more) {
  const std::size_t old = size(), added = more.size();
  // Both reservations come before either change, so that a failing one changes nothing; half as
  // much again at least, so that many small shards are not copied over and over.
  const auto make_room = [](std::vector<std::uint8_t>& bytes, std::size_t needed) {
    if (needed > bytes.capacity()) bytes.reserve(std::max(needed, bytes.size() * 3 / 2));
  };
  make_room(pixels, (old + added) * image_pixels);
  make_room(labels, old + added);
  pixels.resize((old + added) * image_pixels);
  labels.resize(old + added);
  // Read through `more` only now: it may be this very set.
  std::copy_n(more.pixels.data(), added * image_pixels, pixels.data() + old * image_pixels);
  std::copy_n(more.labels.data(), added, labels.data() + old);
}

ImageSet parse_idx(std::span<const std::uint8_t> images_idx,
                   std::span<const std::uint8_t> labels_idx, std::size_t classes) {
  check_side(images_idx);
  const std::uint32_t count =
      checked_count(images_idx, "images", images_magic, images_header, image_pixels);
  const std::uint32_t label_count =
      checked_count(labels_idx, "labels", labels_magic, labels_header, 1);
  if (count != label_count) {
    throw Error("bad-data", "The data does not fit together: " + std::to_string(count) +
                                " images but " + std::to_string(label_count) +
                                " labels. Download the data again.");
  }
  const auto pixels = images_idx.subspan(images_header);
  const auto labels = labels_idx.subspan(labels_header);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= classes) {
      refuse("labels", "is damaged: label " + std::to_string(i) + " is " +
                           std::to_string(labels[i]) + ", but labels go from 0 to " +
                           std::to_string(classes - 1) + ".");
    }
  }
  return ImageSet{{pixels.begin(), pixels.end()}, {labels.begin(), labels.end()}};
}

}  // namespace fitting_room
