// The two IDX files of a data set.
#include "data/class_order.h"
#include "data/classes.h"
#include "fuzz.h"
#include "support/pictures.h"

namespace fitting_room::fuzz {

void try_input(Bytes input) {
  Parts parts(input);
  const std::size_t classes = 1 + parts.below(max_classes);
  const std::size_t length = parts.below(4096);
  const Input images = copy_of(parts.bytes(length)), labels = copy_of(parts.rest());
  ImageSet set;
  if (!accepted([&] { set = parse_idx(images, labels, classes); })) return;
  require(set.size() != 0 && set.pixels.size() == set.size() * image_pixels, "a label an image");
  for (const std::uint8_t label : set.labels) require(label < classes, "labels are of classes");
  static_cast<void>(is_mixed(set.labels));
  const test::IdxFiles written = test::idx_files(set);
  const ImageSet again = parse_idx(written.images, written.labels, classes);
  require(again.pixels == set.pixels && again.labels == set.labels, "images are read as written");
}

std::vector<Input> seeds() {
  std::vector<Input> inputs;
  for (const std::size_t count : {1, 3}) {
    const test::IdxFiles files = test::idx_files(test::pictures(count, 1));
    Input labels = files.labels;
    // QMNIST's: eight numbers of four bytes for each.
    Input long_labels{0, 0, 0x0c, 2, 0, 0, 0, static_cast<std::uint8_t>(count), 0, 0, 0, 8};
    for (std::size_t i = 0; i < count; ++i) {
      long_labels.resize(long_labels.size() + 32);
      long_labels[long_labels.size() - 29] = static_cast<std::uint8_t>(i);
    }
    for (const Input& of_labels : {labels, long_labels}) {
      const std::size_t size = files.images.size();
      Input seed{0, 9, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
      seed.insert(seed.end(), files.images.begin(), files.images.end());
      seed.insert(seed.end(), of_labels.begin(), of_labels.end());
      inputs.push_back(std::move(seed));
    }
  }
  return inputs;
}

}  // namespace fitting_room::fuzz
