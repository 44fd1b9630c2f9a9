// Pictures to try the imaging room on, drawn by formula so that the right answer is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "imaging/picture.h"

namespace fitting_room::testing {

struct Colour4 {
  std::uint8_t red, green, blue, alpha = 255;
};

inline constexpr Colour4 black{0, 0, 0}, white{255, 255, 255}, clear{0, 0, 0, 0};

constexpr Colour4 grey(int level) {
  const auto byte = static_cast<std::uint8_t>(level);
  return {byte, byte, byte};
}

/// An RGBA image that owns its bytes.
class Canvas {
 public:
  Canvas(std::size_t width, std::size_t height, Colour4 ground)
      : width_(width), height_(height), bytes_(4 * width * height) {
    fill(0, 0, width, height, ground);
  }

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }
  RgbaView view() const { return {bytes_.data(), width_, height_}; }

  void set(std::size_t x, std::size_t y, Colour4 colour) {
    std::uint8_t* pixel = &bytes_[4 * (y * width_ + x)];
    pixel[0] = colour.red;
    pixel[1] = colour.green;
    pixel[2] = colour.blue;
    pixel[3] = colour.alpha;
  }

  Colour4 at(std::size_t x, std::size_t y) const {
    const std::uint8_t* pixel = &bytes_[4 * (y * width_ + x)];
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
  }

  void fill(std::size_t left, std::size_t top, std::size_t width, std::size_t height,
            Colour4 colour) {
    for (std::size_t y = top; y < top + height; ++y) {
      for (std::size_t x = left; x < left + width; ++x) set(x, y, colour);
    }
  }

 private:
  std::size_t width_, height_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace fitting_room::testing
