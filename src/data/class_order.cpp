#include "data/class_order.h"

#include <algorithm>
#include <cmath>

namespace fitting_room {

ClassCounts count_classes(std::span<const std::uint8_t> labels) {
  ClassCounts counts{};
  for (const std::uint8_t label : labels) ++counts[label];
  return counts;
}

bool is_mixed(std::span<const std::uint8_t> labels) {
  // Kolmogorov's and Smirnov's statistic for each class: in random order it exceeds `most` with a
  // probability of 2 exp(-2 most²) = 3e-14.
  constexpr double most = 4;
  const ClassCounts all = count_classes(labels);
  const auto total = static_cast<double>(labels.size());
  std::array<double, max_classes> part{}, bound{};
  for (std::size_t c = 0; c < max_classes; ++c) {
    part[c] = static_cast<double>(all[c]) / total;
    bound[c] = most * std::sqrt(total * part[c] * (1 - part[c])) + 1;
  }
  ClassCounts seen{};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ++seen[labels[i]];
    const auto count = static_cast<double>(i + 1);
    for (std::size_t c = 0; c < max_classes; ++c) {
      if (std::fabs(static_cast<double>(seen[c]) - count * part[c]) > bound[c]) return false;
    }
  }
  return true;
}

}  // namespace fitting_room
