#include <catch2/catch_test_macros.hpp>

#include "canvas.h"
#include "imaging/picture.h"

using namespace fitting_room;
using namespace fitting_room::testing;

namespace {

std::uint8_t level(const Picture& picture, std::size_t x, std::size_t y) {
  return picture[y * 28 + x];
}

}  // namespace

TEST_CASE("A drawing keeps its grey levels and fills the frame") {
  for (const Colour4 ground : {black, clear}) {
    Canvas canvas(280, 280, ground);
    canvas.fill(20, 30, 70, 140, grey(200));
    canvas.fill(20, 100, 35, 70, grey(90));
    const auto picture = picture_from_drawing(canvas.view());
    REQUIRE(picture);
    for (std::size_t y = 0; y < 28; ++y) {
      for (std::size_t x = 0; x < 28; ++x) {
        const bool inside = x >= 7 && x < 21, darker = x < 14 && y >= 14;
        CAPTURE(x, y);
        CHECK(level(*picture, x, y) == (!inside ? 0 : darker ? 90 : 200));
      }
    }
  }
}

TEST_CASE("Strokes that are half transparent count for half") {
  Canvas canvas(56, 56, clear);
  canvas.fill(0, 0, 56, 56, {255, 255, 255, 128});
  const auto picture = picture_from_drawing(canvas.view());
  REQUIRE(picture);
  CHECK(level(*picture, 14, 14) == 128);
}

TEST_CASE("A drawing has holes where nothing is drawn") {
  Canvas canvas(112, 112, black);
  canvas.fill(28, 28, 56, 56, white);
  canvas.fill(42, 42, 28, 28, black);
  const auto picture = picture_from_drawing(canvas.view());
  REQUIRE(picture);
  CHECK(level(*picture, 3, 14) == 255);
  CHECK(level(*picture, 14, 14) == 0);
}

TEST_CASE("All strokes count, however far apart and small") {
  Canvas canvas(200, 100, black);
  canvas.fill(0, 0, 50, 50, white);
  canvas.fill(196, 96, 4, 4, white);
  const auto picture = picture_from_drawing(canvas.view());
  REQUIRE(picture);
  CHECK(level(*picture, 0, 7) == 255);
  CHECK(level(*picture, 27, 20) > 0);
}

TEST_CASE("A large canvas gives the same picture as a small one") {
  Canvas small(280, 280, black), large(1120, 1120, black);
  small.fill(56, 84, 168, 112, white);
  large.fill(224, 336, 672, 448, white);
  REQUIRE(picture_from_drawing(small.view()));
  CHECK(picture_from_drawing(small.view()) == picture_from_drawing(large.view()));
}

TEST_CASE("An empty canvas is empty, also after erasing") {
  CHECK_FALSE(picture_from_drawing(Canvas(280, 280, black).view()));
  CHECK_FALSE(picture_from_drawing(Canvas(280, 280, clear).view()));
  CHECK_FALSE(picture_from_drawing(Canvas(280, 280, Colour4{255, 255, 255, 0}).view()));
  CHECK_FALSE(picture_from_drawing(Canvas(1, 1, grey(4)).view()));
  Canvas specks(560, 560, black);  // so faint and so far apart that scaling leaves nothing
  specks.set(0, 0, grey(20));
  specks.set(559, 559, grey(20));
  CHECK_FALSE(picture_from_drawing(specks.view()));
}

TEST_CASE("A single dot fills the frame") {
  Canvas canvas(280, 280, black);
  canvas.set(13, 200, white);
  const auto picture = picture_from_drawing(canvas.view());
  REQUIRE(picture);
  for (const std::uint8_t byte : *picture) CHECK(byte == 255);
}
