#include "imaging/shrink.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace fitting_room::imaging {
namespace {

// Which old values one new value covers: `first` .. with these weights, whose sum is 1.
struct Span {
  std::size_t first = 0;
  std::vector<float> weights;
};

std::vector<Span> spans(std::size_t from, std::size_t to) {
  std::vector<Span> result(to);
  for (std::size_t i = 0; i < to; ++i) {
    // In units of 1 / to of an old value all edges are whole numbers: nothing is rounded.
    const std::size_t begin = i * from, end = begin + from;
    result[i].first = begin / to;
    for (std::size_t old = begin / to; old * to < end; ++old) {
      const std::size_t covered = std::min(end, (old + 1) * to) - std::max(begin, old * to);
      result[i].weights.push_back(static_cast<float>(covered) / static_cast<float>(from));
    }
  }
  return result;
}

}  // namespace

Plane<float> channel_of(const Plane<Pixel>& picture, float Pixel::* channel) {
  Plane<float> result(picture.width, picture.height);
  std::transform(picture.values.begin(), picture.values.end(), result.values.begin(),
                 [&](const Pixel& pixel) { return pixel.*channel; });
  return result;
}

Plane<Pixel> shrink(RgbaView image, std::size_t longest) {
  const double scale =
      std::min(1.0, static_cast<double>(longest) / std::max(image.width, image.height));
  const auto scaled = [&](std::size_t edge) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(edge * scale)));
  };
  Plane<Pixel> result(scaled(image.width), scaled(image.height));
  const std::vector<Span> columns = spans(image.width, result.width);
  const std::vector<Span> rows = spans(image.height, result.height);
  std::vector<Pixel> line(image.width);  // one new row over the old columns, premultiplied
  for (std::size_t y = 0; y < result.height; ++y) {
    std::fill(line.begin(), line.end(), Pixel{});
    for (std::size_t i = 0; i < rows[y].weights.size(); ++i) {
      const float weight = rows[y].weights[i] / 255;
      const std::uint8_t* bytes = image.pixels + 4 * image.width * (rows[y].first + i);
      for (std::size_t x = 0; x < image.width; ++x, bytes += 4) {
        const float alpha = weight * bytes[3], share = alpha / 255;
        line[x].red += share * bytes[0];
        line[x].green += share * bytes[1];
        line[x].blue += share * bytes[2];
        line[x].alpha += alpha;
      }
    }
    for (std::size_t x = 0; x < result.width; ++x) {
      Pixel& pixel = result.at(x, y);
      for (std::size_t i = 0; i < columns[x].weights.size(); ++i) {
        const Pixel& old = line[columns[x].first + i];
        const float weight = columns[x].weights[i];
        pixel.red += weight * old.red;
        pixel.green += weight * old.green;
        pixel.blue += weight * old.blue;
        pixel.alpha += weight * old.alpha;
      }
      if (pixel.alpha > 0) {
        pixel.red /= pixel.alpha;
        pixel.green /= pixel.alpha;
        pixel.blue /= pixel.alpha;
      }
    }
  }
  return result;
}

Plane<float> resize(const Plane<float>& plane, Box box, std::size_t width, std::size_t height) {
  Plane<float> result(width, height);
  const std::vector<Span> columns = spans(box.width, width), rows = spans(box.height, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      float sum = 0;
      for (std::size_t j = 0; j < rows[y].weights.size(); ++j) {
        for (std::size_t i = 0; i < columns[x].weights.size(); ++i) {
          sum += rows[y].weights[j] * columns[x].weights[i] *
                 plane.at(box.left + columns[x].first + i, box.top + rows[y].first + j);
        }
      }
      result.at(x, y) = sum;
    }
  }
  return result;
}

}  // namespace fitting_room::imaging
