// Labelled images in memory, and the reader of the IDX files that they come in.
//
// Images stay bytes until a batch is gathered: 60,000 of them take 47 MB this way and four times
// as much as floats, which a phone's tab cannot spare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tensor/image_shape.h"

namespace fitting_room {

/// Images with their labels. Invariant: pixels.size() == labels.size() * image_pixels.
struct ImageSet {
  std::vector<std::uint8_t> pixels;  // count x 28 x 28, rows first; 0 black .. 255 white
  std::vector<std::uint8_t> labels;  // count, each an index into their Classes

  std::size_t size() const { return labels.size(); }

  /// The pixels of image `index` (0 <= index < size(), else std::out_of_range). The view is valid
  /// until the set changes.
  std::span<const std::uint8_t, image_pixels> image(std::size_t index) const;

  /// Makes room for `count` images in all. Throws std::bad_alloc and changes nothing if there is
  /// none.
  void reserve(std::size_t count);

  /// Adds the images of `more` after those already here. Strong guarantee: if memory runs out, an
  /// exception leaves the set as it was.
  void append(const ImageSet& more);
};

/// Unpacked IDX files. Every byte is checked before it is believed: the magic numbers, 28x28
/// pixels, the exact length, labels. Throw Error "bad-data" with a sentence that says which
/// file it is and what is wrong with it. Source of the format: http://yann.lecun.com/exdb/mnist/
/// ("FILE FORMATS FOR THE MNIST DATABASE").

/// The pixels of images, count * 784 bytes, where they lie.
/// file: magic 0x00000803, count, 28, 28 (big-endian 32-bit), then the pixels.
std::span<const std::uint8_t> idx_pixels(std::span<const std::uint8_t> file);

/// The labels of images, each below `classes`.
/// file: magic 0x00000801, count, then count bytes; or QMNIST's: magic 0x00000C02, count, 8, then
/// for each image 8 big-endian 32-bit numbers, the first of which is its class. Source of the
/// latter: https://github.com/facebookresearch/qmnist
std::vector<std::uint8_t> idx_labels(std::span<const std::uint8_t> file, std::size_t classes);

/// Both, which must be of as many images.
ImageSet parse_idx(std::span<const std::uint8_t> images_idx,
                   std::span<const std::uint8_t> labels_idx, std::size_t classes);

}  // namespace fitting_room
