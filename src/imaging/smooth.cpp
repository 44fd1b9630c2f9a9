#include "imaging/smooth.h"

#include <algorithm>
#include <limits>

namespace fitting_room::imaging {
namespace {

// Calls change(line) with each row, then with each column, and puts back what it makes of it.
template <typename Change>
void each_line(Plane<float>& plane, Change&& change) {
  std::vector<float> line(plane.width);
  for (std::size_t y = 0; y < plane.height; ++y) {
    float* row = &plane.at(0, y);
    std::copy(row, row + plane.width, line.begin());
    change(line);
    std::copy(line.begin(), line.end(), row);
  }
  line.resize(plane.height);
  for (std::size_t x = 0; x < plane.width; ++x) {
    for (std::size_t y = 0; y < plane.height; ++y) line[y] = plane.at(x, y);
    change(line);
    for (std::size_t y = 0; y < plane.height; ++y) plane.at(x, y) = line[y];
  }
}

// Each value becomes the best of those within `radius`, where best(one, other) is one of the two.
template <typename Best>
void reach_out(Plane<float>& plane, std::size_t radius, Best best) {
  std::vector<float> old;
  each_line(plane, [&](std::vector<float>& line) {
    old = line;
    for (std::size_t step = 1; step <= std::min(radius, line.size() - 1); ++step) {
      for (std::size_t i = step; i < line.size(); ++i) line[i] = best(line[i], old[i - step]);
      for (std::size_t i = step; i < line.size(); ++i)
        line[i - step] = best(line[i - step], old[i]);
    }
  });
}

}  // namespace

float quantile(std::vector<float> values, double share) {
  if (values.empty()) return 0;
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

void blur(Plane<float>& plane, std::size_t radius) {
  std::vector<double> sums;
  each_line(plane, [&](std::vector<float>& line) {
    sums.assign(1, 0);
    for (const float value : line) sums.push_back(sums.back() + value);
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::size_t begin = i - std::min(i, radius);
      const std::size_t end = std::min(i + radius + 1, line.size());
      line[i] = static_cast<float>((sums[end] - sums[begin]) / static_cast<double>(end - begin));
    }
  });
}

Plane<float> closed(const Plane<float>& plane, std::size_t radius) {
  Plane<float> wide(plane.width + 2 * radius, plane.height + 2 * radius,
                    std::numeric_limits<float>::lowest());
  for (std::size_t y = 0; y < plane.height; ++y) {
    std::copy_n(&plane.at(0, y), plane.width, &wide.at(radius, y + radius));
  }
  reach_out(wide, radius, [](float a, float b) { return std::max(a, b); });
  reach_out(wide, radius, [](float a, float b) { return std::min(a, b); });
  Plane<float> result(plane.width, plane.height);
  for (std::size_t y = 0; y < plane.height; ++y) {
    std::copy_n(&wide.at(radius, y + radius), plane.width, &result.at(0, y));
  }
  return result;
}

Plane<float> enlarged(const Plane<float>& plane, std::size_t width, std::size_t height) {
  struct Between {
    std::size_t first, second;
    float share;  // of the second
  };
  const auto places = [](std::size_t from, std::size_t to) {
    std::vector<Between> result;
    for (std::size_t i = 0; i < to; ++i) {
      const float scale = static_cast<float>(from) / static_cast<float>(to);
      const float place = std::clamp((static_cast<float>(i) + 0.5f) * scale - 0.5f, 0.0f,
                                     static_cast<float>(from - 1));
      const auto first = static_cast<std::size_t>(place);
      result.push_back({first, std::min(first + 1, from - 1), place - static_cast<float>(first)});
    }
    return result;
  };
  const std::vector<Between> columns = places(plane.width, width);
  Plane<float> result(width, height);
  std::vector<float> row(plane.width);
  std::size_t y = 0;
  for (const auto& [above, below, down] : places(plane.height, height)) {
    for (std::size_t x = 0; x < plane.width; ++x) {
      row[x] = plane.at(x, above) + down * (plane.at(x, below) - plane.at(x, above));
    }
    float* to = &result.at(0, y++);
    for (const auto& [left, right, across] : columns) {
      *to++ = row[left] + across * (row[right] - row[left]);
    }
  }
  return result;
}

}  // namespace fitting_room::imaging
