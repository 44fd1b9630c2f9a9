#include "data/images.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "data/classes.h"
#include "tensor/error.h"

using namespace fitting_room;
using Bytes = std::vector<std::uint8_t>;

namespace {

void put_word(Bytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// Pixel p of image i is (i * 31 + p) mod 256.
Bytes images_file(std::uint32_t count) {
  Bytes bytes;
  for (const std::uint32_t value : {0x803u, count, 28u, 28u}) put_word(bytes, value);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t p = 0; p < 784; ++p) {
      bytes.push_back(static_cast<std::uint8_t>(i * 31 + p));
    }
  }
  return bytes;
}

Bytes labels_file(const Bytes& labels) {
  Bytes bytes;
  put_word(bytes, 0x801);
  put_word(bytes, static_cast<std::uint32_t>(labels.size()));
  bytes.insert(bytes.end(), labels.begin(), labels.end());
  return bytes;
}

// As QMNIST writes them: the class first, and of the writer what must not be taken for one.
Bytes long_labels_file(const Bytes& labels) {
  Bytes bytes;
  for (const std::uint32_t value : {0xC02u, static_cast<std::uint32_t>(labels.size()), 8u}) {
    put_word(bytes, value);
  }
  for (const std::uint8_t label : labels) {
    for (const std::uint32_t value : {std::uint32_t{label}, 0u, 2000u, 1u, 77u, 0u, 0u, 0u}) {
      put_word(bytes, value);
    }
  }
  return bytes;
}

// A copy in a block of exactly its size, so that the address sanitizer sees one byte too many.
Bytes first_bytes(const Bytes& bytes, std::size_t count) {
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

std::string refusal(const Bytes& images, const Bytes& labels) {
  try {
    parse_idx(images, labels, 10);
  } catch (const Error& error) {
    CHECK(error.code() == "bad-data");
    return error.what();
  }
  return "accepted";
}

void set_word(Bytes& bytes, std::size_t index, std::uint32_t value) {
  Bytes word;
  put_word(word, value);
  std::copy(word.begin(), word.end(), bytes.begin() + static_cast<std::ptrdiff_t>(index * 4));
}

}  // namespace

TEST_CASE("parse_idx reads images and labels in order", "[data]") {
  const ImageSet set = parse_idx(images_file(3), labels_file({9, 0, 4}), 10);
  REQUIRE(set.size() == 3);
  CHECK(set.labels == Bytes{9, 0, 4});
  REQUIRE(set.pixels.size() == 3 * image_pixels);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t p = 0; p < image_pixels; ++p) {
      REQUIRE(set.image(i)[p] == static_cast<std::uint8_t>(i * 31 + p));
    }
  }
  CHECK_THROWS_AS(set.image(3), std::out_of_range);
}

TEST_CASE("Images that there is room for are added without moving the others", "[data]") {
  const ImageSet shard = parse_idx(images_file(2), labels_file({1, 2}), 10);
  ImageSet set;
  set.reserve(6);
  set.append(shard);
  const std::uint8_t* pixels = set.pixels.data();
  const std::uint8_t* labels = set.labels.data();
  set.append(shard);
  set.append(shard);
  CHECK(set.size() == 6);
  CHECK(set.pixels.data() == pixels);
  CHECK(set.labels.data() == labels);
}

TEST_CASE("append joins sets, also a set with itself", "[data]") {
  ImageSet set;
  const ImageSet shard = parse_idx(images_file(2), labels_file({1, 2}), 10);
  set.append(shard);
  set.append(shard);
  set.append(set);
  CHECK(set.labels == Bytes{1, 2, 1, 2, 1, 2, 1, 2});
  REQUIRE(set.pixels.size() == 8 * image_pixels);
  for (std::size_t i = 0; i < 8; ++i) {
    REQUIRE(std::ranges::equal(set.image(i), shard.image(i % 2)));
  }
}

TEST_CASE("QMNIST's labels are read: the first of eight numbers", "[data]") {
  const Bytes good = long_labels_file({9, 0, 4});
  CHECK(idx_labels(good, 10) == Bytes{9, 0, 4});
  CHECK(parse_idx(images_file(3), good, 10).labels == Bytes{9, 0, 4});
  using Catch::Matchers::ContainsSubstring;
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_THAT(refusal(images_file(3), first_bytes(good, length)),
               ContainsSubstring("labels is cut short"));
  }
  Bytes bad = good;
  bad.push_back(0);
  CHECK_THAT(refusal(images_file(3), bad), ContainsSubstring("labels is too long"));
  bad = good;
  set_word(bad, 3 + 8, 256);  // no byte of it is above 9
  CHECK_THAT(refusal(images_file(3), bad), ContainsSubstring("label 1 is 256"));
  bad = good;
  set_word(bad, 2, 7);
  CHECK_THAT(refusal(images_file(3), bad), ContainsSubstring("7 numbers for each image"));
  bad = good;
  set_word(bad, 1, 3 + (1u << 27));  // comes out right modulo 2^32
  CHECK_THAT(refusal(images_file(3), bad), ContainsSubstring("labels is cut short"));
}

TEST_CASE("parse_idx says what a file with wrong first bytes is", "[data]") {
  const Bytes images = images_file(2), labels = labels_file({3, 5});
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(refusal(labels, images),
             ContainsSubstring("file of images") && ContainsSubstring("those of labels"));
  CHECK_THAT(refusal(images, images),
             ContainsSubstring("file of labels") && ContainsSubstring("those of images"));
  CHECK_THAT(refusal(long_labels_file({1, 2}), labels), ContainsSubstring("those of labels"));
  Bytes other = images;
  set_word(other, 0, 0x804);
  CHECK_THAT(refusal(other, labels), ContainsSubstring("those of 4 dimensions."));
  set_word(other, 0, 0xD03);
  CHECK_THAT(refusal(other, labels), ContainsSubstring("3 dimensions of other numbers than bytes"));
  CHECK_THAT(refusal({'P', 'K', 3, 4, 0}, labels), ContainsSubstring("those of no IDX file"));
  for (const std::uint32_t magic : {0x00000703u, 0x00000F03u, 0x00010803u}) {
    set_word(other, 0, magic);
    CHECK_THAT(refusal(other, labels), ContainsSubstring("those of no IDX file"));
  }
}

TEST_CASE("parse_idx says what is wrong with a file", "[data]") {
  Bytes images = images_file(2), labels = labels_file({3, 5});
  using Catch::Matchers::ContainsSubstring;

  SECTION("wrong magic") {
    set_word(images, 0, 0x802);
    CHECK_THAT(refusal(images, labels),
               ContainsSubstring("images") && ContainsSubstring("wrong bytes"));
  }
  SECTION("the two files swapped") {
    CHECK_THAT(refusal(labels, images),
               ContainsSubstring("images") && ContainsSubstring("wrong bytes"));
  }
  SECTION("still gzip") {
    CHECK_THAT(refusal(images, {0x1f, 0x8b, 8, 0}),
               ContainsSubstring("labels") && ContainsSubstring("gzip"));
  }
  SECTION("counts that differ") {
    CHECK_THAT(refusal(images, labels_file({3, 5, 6})), ContainsSubstring("2 images but 3 labels"));
  }
  SECTION("no images at all") {
    CHECK_THAT(refusal(images_file(0), labels_file({})), ContainsSubstring("is empty"));
  }
  SECTION("another image size of the same length") {
    set_word(images, 2, 14);
    set_word(images, 3, 56);
    CHECK_THAT(refusal(images, labels), ContainsSubstring("14×56"));
  }
  SECTION("trailing bytes") {
    images.push_back(0);
    CHECK_THAT(refusal(images, labels), ContainsSubstring("images is too long"));
    images.pop_back();
    labels.push_back(0);
    CHECK_THAT(refusal(images, labels), ContainsSubstring("labels is too long"));
  }
  SECTION("a count whose size overflows 32 bits, and comes out right modulo 2^32") {
    // 784 = 16 * 49, so adding 2^28 to the count adds a multiple of 2^32 to the size.
    set_word(images, 1, 2 + (1u << 28));
    CHECK_THAT(refusal(images, labels),
               ContainsSubstring("images is cut short") && ContainsSubstring("268435458"));
    set_word(images, 1, 0xffffffff);
    CHECK_THAT(refusal(images, labels), ContainsSubstring("images is cut short"));
  }
  SECTION("a label that names no class") {
    labels.back() = 10;
    CHECK_THAT(refusal(images, labels), ContainsSubstring("label 1 is 10"));
  }
}

TEST_CASE("parse_idx refuses a file cut at any length", "[data]") {
  const Bytes images = images_file(2), labels = labels_file({3, 5});
  for (std::size_t length = 0; length < images.size(); ++length) {
    REQUIRE(refusal(first_bytes(images, length), labels) != "accepted");
  }
  for (std::size_t length = 0; length < labels.size(); ++length) {
    REQUIRE(refusal(images, first_bytes(labels, length)) != "accepted");
  }
}

TEST_CASE("parse_idx survives every flipped bit", "[data]") {
  const Bytes images = images_file(2), labels = labels_file({3, 5});
  for (std::size_t bit = 0; bit < 16 * 8; ++bit) {  // a pixel may be any byte
    Bytes damaged = images;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    REQUIRE(refusal(damaged, labels) != "accepted");
  }
  for (std::size_t bit = 0; bit < labels.size() * 8; ++bit) {
    Bytes damaged = labels;
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const bool still_a_label = bit / 8 >= 8 && damaged[bit / 8] < 10;
    REQUIRE((refusal(images, damaged) == "accepted") == still_a_label);
  }
}
