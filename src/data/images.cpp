#include "data/images.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "tensor/error.h"

namespace fitting_room {
namespace {

constexpr std::uint32_t images_magic = 0x00000803;       // unsigned bytes, three dimensions
constexpr std::uint32_t labels_magic = 0x00000801;       // unsigned bytes, one dimension
constexpr std::uint32_t long_labels_magic = 0x00000C02;  // 32-bit numbers, two dimensions: QMNIST
constexpr std::size_t word = 4;
constexpr std::size_t images_header = 4 * word;
constexpr std::size_t labels_header = 2 * word;
constexpr std::size_t long_labels_header = 3 * word;
constexpr std::size_t long_label_words = 8;  // the class, and seven that tell of the writer

[[noreturn]] void refuse(const std::string& file, const std::string& reason,
                         const std::string& remedy = "Download the data again.") {
  throw Error("bad-data", "The file of " + file + " " + reason + " " + remedy);
}

constexpr const char* other_data = "Choose other data.";

// The big-endian 32-bit number at `index` (in words); the caller has checked the length.
std::uint32_t word_at(std::span<const std::uint8_t> bytes, std::size_t index) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes.subspan(index * word, word)) value = value << 8 | byte;
  return value;
}

bool begins_with(std::span<const std::uint8_t> bytes, std::uint32_t magic) {
  return bytes.size() >= word && word_at(bytes, 0) == magic;
}

/// What a file with these first bytes is.
std::string kind_of(std::span<const std::uint8_t> bytes) {
  if (begins_with(bytes, images_magic)) return "those of images";
  if (begins_with(bytes, labels_magic) || begins_with(bytes, long_labels_magic)) {
    return "those of labels";
  }
  const bool is_idx = bytes[0] == 0 && bytes[1] == 0 && bytes[2] >= 0x08 && bytes[2] <= 0x0E;
  if (!is_idx) return "those of no IDX file";
  return "those of " + std::to_string(bytes[3]) + (bytes[3] == 1 ? " dimension" : " dimensions") +
         (bytes[2] == 0x08 ? "" : " of other numbers than bytes");
}

// Checks header and length of one IDX file and returns its count. 64-bit arithmetic: a count and
// a size both come from outside, and size_t has 32 bits in WebAssembly.
std::uint32_t checked_count(std::span<const std::uint8_t> bytes, const std::string& file,
                            std::uint32_t magic, std::size_t header, std::uint64_t bytes_each) {
  if (bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b) {
    refuse(file, "is still packed with gzip and must be unpacked first.");
  }
  if (bytes.size() >= word && !begins_with(bytes, magic)) {
    refuse(file,
           "is not an IDX file of " + file + ": it begins with the wrong bytes, " + kind_of(bytes) +
               ".",
           other_data);
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
  if (bytes.size() < images_header || !begins_with(bytes, images_magic)) return;
  const std::uint32_t rows = word_at(bytes, 2), columns = word_at(bytes, 3);
  const auto size = [](std::size_t height, std::size_t width) {
    return std::to_string(height) + "×" + std::to_string(width);
  };
  if (rows != image_side || columns != image_side) {
    refuse("images",
           "holds images of " + size(rows, columns) + " pixels; they must have " +
               size(image_side, image_side) + ".",
           other_data);
  }
}

void check_columns(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < long_labels_header) return;
  const std::uint32_t columns = word_at(bytes, 2);
  if (columns != long_label_words) {
    refuse("labels",
           "holds " + std::to_string(columns) + " numbers for each image; QMNIST's labels have 8.",
           other_data);
  }
}

void check_label(std::size_t index, std::uint32_t label, std::size_t classes) {
  if (label < classes) return;
  refuse("labels",
         "is of other classes: label " + std::to_string(index) + " is " + std::to_string(label) +
             ", but labels go from 0 to " + std::to_string(classes - 1) + ".",
         other_data);
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

std::span<const std::uint8_t> idx_pixels(std::span<const std::uint8_t> file) {
  check_side(file);
  checked_count(file, "images", images_magic, images_header, image_pixels);
  return file.subspan(images_header);
}

std::vector<std::uint8_t> idx_labels(std::span<const std::uint8_t> file, std::size_t classes) {
  std::vector<std::uint8_t> labels;
  if (begins_with(file, long_labels_magic)) {
    check_columns(file);
    const std::size_t count = checked_count(file, "labels", long_labels_magic, long_labels_header,
                                            long_label_words * word);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t label = word_at(file.subspan(long_labels_header), i * long_label_words);
      check_label(i, label, classes);
      labels.push_back(static_cast<std::uint8_t>(label));
    }
    return labels;
  }
  checked_count(file, "labels", labels_magic, labels_header, 1);
  const auto bytes = file.subspan(labels_header);
  for (std::size_t i = 0; i < bytes.size(); ++i) check_label(i, bytes[i], classes);
  labels.assign(bytes.begin(), bytes.end());
  return labels;
}

ImageSet parse_idx(std::span<const std::uint8_t> images_idx,
                   std::span<const std::uint8_t> labels_idx, std::size_t classes) {
  const auto pixels = idx_pixels(images_idx);
  std::vector<std::uint8_t> labels = idx_labels(labels_idx, classes);
  const std::size_t count = pixels.size() / image_pixels;
  if (count != labels.size()) {
    throw Error("bad-data", "The data does not fit together: " + std::to_string(count) +
                                " images but " + std::to_string(labels.size()) +
                                " labels. Download the data again.");
  }
  return ImageSet{{pixels.begin(), pixels.end()}, std::move(labels)};
}

}  // namespace fitting_room
