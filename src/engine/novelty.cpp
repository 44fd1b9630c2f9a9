#include "engine/novelty.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "tensor/error.h"

namespace fitting_room {
namespace {

/// Of the mean variance, added to each: features that never vary would make every distance
/// infinite.
constexpr double ridge = 0.01;
/// How much of the plain distance stays in the relative one.
constexpr float plain_share = 0.1f;
/// Held-out images beyond the limits: at most 3.5 in 100 together.
constexpr double far_share = 0.97, rough_share = 0.995;
constexpr float most = 1000;

std::size_t folded_width(std::size_t features) {
  return std::min(features, Novelty::most_features);
}

std::vector<float> folded(std::span<const float> features) {
  const std::size_t width = folded_width(features.size());
  std::vector<float> sums(features.begin(), features.begin() + static_cast<std::ptrdiff_t>(width));
  for (std::size_t i = width; i < features.size(); ++i) {
    const bool minus = static_cast<std::uint32_t>(i) * 2654435761u >> 31;  // Knuth's hash
    sums[i % width] += minus ? -features[i] : features[i];
  }
  return sums;
}

/// The inverse of the Cholesky factor of a symmetric positive definite matrix, of which what lies
/// above the diagonal is not read. By hand: a library's version adds more to the download than
/// this.
std::vector<double> inverse_cholesky(std::vector<double> matrix, std::size_t n) {
  const auto at = [n](std::vector<double>& m, std::size_t row, std::size_t column) -> double& {
    return m[row * n + column];
  };
  std::vector<double> inverse(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = at(matrix, i, j);
      for (std::size_t k = 0; k < j; ++k) rest -= at(matrix, i, k) * at(matrix, j, k);
      at(matrix, i, j) = i == j ? std::sqrt(rest) : rest / at(matrix, j, j);
    }
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = i == j ? 1 : 0;
      for (std::size_t k = j; k < i; ++k) rest -= at(matrix, i, k) * at(inverse, k, j);
      at(inverse, i, j) = rest / at(matrix, i, i);
    }
  }
  return inverse;
}

float dot(const float* a, const float* b, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

float quantile(std::vector<float>& values, double share) {
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

/// A tensor of a file, of this shape. @throws Error "bad-model".
const NamedTensor& find(const std::vector<NamedTensor>& tensors, const char* name,
                        const Shape& shape) {
  const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
  if (found == tensors.end() || found->shape != shape) {
    throw Error("bad-model", std::string("This file's \"") + name +
                                 "\" is missing or of another network. Choose another file.");
  }
  return *found;
}

}  // namespace

Novelty::Novelty(Parts parts) : parts_(std::move(parts)) {
  const std::size_t width = parts_.bias.size(), count = groups();
  // The covariance of all images is that within classes plus that of the classes' means. Where the
  // first is made the identity, the inverse of the sum is, by Woodbury's identity, the identity
  // less something that only the means' directions matter for.
  std::vector<double> gram(count * count);
  for (std::size_t i = 0; i < count; ++i) {
    const float* centre = parts_.centres.data() + i * width;
    squares_.push_back(dot(centre, centre, width));
    for (std::size_t j = 0; j <= i; ++j) {
      gram[i * count + j] =
          dot(centre, parts_.centres.data() + j * width, width) + (i == j ? double(count) : 0.0);
    }
  }
  const std::vector<double> inverse = inverse_cholesky(std::move(gram), count);
  shared_.assign(inverse.begin(), inverse.end());
}

float Novelty::distance(std::span<const float> features) const {
  const std::size_t width = parts_.bias.size(), count = groups();
  const std::vector<float> inputs = folded(features);
  std::vector<float> place = parts_.bias;
  for (std::size_t i = 0; i < width; ++i) {
    if (inputs[i] == 0) continue;  // as ReLU leaves most
    const float* row = parts_.kernel.data() + i * width;
    for (std::size_t j = i; j < width; ++j) place[j] += inputs[i] * row[j];
  }
  const float square = dot(place.data(), place.data(), width);
  std::vector<float> along(count);
  float nearest = square;  // to the mean of all, which is no class's
  for (std::size_t i = 0; i < count; ++i) {
    along[i] = dot(place.data(), parts_.centres.data() + i * width, width);
    const float distance = square + squares_[i] - 2 * along[i];
    nearest = i == 0 ? distance : std::min(nearest, distance);
  }
  float of_any = square;
  for (std::size_t i = 0; i < count; ++i) {
    const float part = dot(shared_.data() + i * count, along.data(), i + 1);
    of_any -= part * part;
  }
  return nearest - (1 - plain_share) * of_any;
}

float Novelty::score(std::span<const std::uint8_t, image_pixels> picture,
                     std::span<const float> features, PictureKind kind) const {
  const Limits& limits = parts_.limits[static_cast<std::size_t>(kind)];
  const float by_features = (distance(features) - limits.typical) / (limits.far - limits.typical);
  const float by_pixels = roughness(picture) / limits.rough;
  const float score = std::max(by_features, by_pixels);
  return score < most ? score : most;  // also where it is no number
}

Novelty::Limits Novelty::limits_of(std::vector<float> distances, std::vector<float> roughnesses) {
  // Limits that coincide would be divided by.
  constexpr float least = 1e-3f;
  const float typical = quantile(distances, 0.5);
  return {typical, std::max(quantile(distances, far_share), typical + least),
          std::max(quantile(roughnesses, rough_share), least)};
}

void Novelty::set_limits(PictureKind kind, const Limits& limits) {
  parts_.limits[static_cast<std::size_t>(kind)] = limits;
}

void Novelty::append_tensors(std::vector<NamedTensor>& tensors) const {
  const std::size_t width = parts_.bias.size();
  tensors.push_back({"novelty/kernel", {width, width}, parts_.kernel});
  tensors.push_back({"novelty/bias", {width}, parts_.bias});
  tensors.push_back({"novelty/centres", {groups(), width}, parts_.centres});
  std::vector<float> limits;
  for (const Limits& of_kind : parts_.limits) {
    limits.insert(limits.end(), {of_kind.typical, of_kind.far, of_kind.rough});
  }
  tensors.push_back({"novelty/limits", {2, 3}, std::move(limits)});
}

std::optional<Novelty> Novelty::from_tensors(const std::vector<NamedTensor>& tensors,
                                             std::size_t features) {
  const auto tensor = [&](const char* name) {
    return std::ranges::find(tensors, name, &NamedTensor::name);
  };
  if (tensor("novelty/kernel") == tensors.end()) return {};
  const std::size_t width = folded_width(features);
  // Files from before drawings were told from photos have one row of limits, and one group a class.
  const auto stored = tensor("novelty/limits");
  const bool one_kind = stored != tensors.end() && stored->shape == Shape{3};
  std::vector<float> values =
      find(tensors, "novelty/limits", one_kind ? Shape{3} : Shape{2, 3}).values;
  if (one_kind) values.insert(values.end(), values.begin(), values.begin() + 3);
  std::array<Limits, 2> limits;
  for (std::size_t kind = 0; kind < limits.size(); ++kind) {
    const float* row = values.data() + 3 * kind;
    limits[kind] = {row[0], row[1], row[2]};
    if (row[0] < row[1] && row[2] > 0) continue;
    throw Error("bad-model",
                "The limits in this file's \"novelty/limits\" do not make sense. "
                "Choose another file.");
  }
  // One or two groups for each class that there were images of when it was made, and perhaps some
  // for examples.
  const auto centres = tensor("novelty/centres");
  const bool some = centres != tensors.end() && !centres->shape.empty();
  const std::size_t groups = std::clamp<std::size_t>(some ? centres->shape[0] : 1, 1, most_groups);
  return Novelty({find(tensors, "novelty/kernel", {width, width}).values,
                  find(tensors, "novelty/bias", {width}).values,
                  find(tensors, "novelty/centres", {groups, width}).values, limits});
}

Novelty::Fit::Fit(std::size_t features, std::size_t groups)
    : features_(features),
      width_(folded_width(features)),
      groups_(groups),
      counts_(groups),
      sums_(groups * width_),
      products_(width_ * width_) {}

void Novelty::Fit::add(std::span<const float> features, std::span<const std::uint8_t> groups) {
  for (std::size_t n = 0; n < groups.size(); ++n) {
    const std::vector<float> row = folded(features.subspan(n * features_, features_));
    double* sums = sums_.data() + groups[n] * width_;
    counts_[groups[n]] += 1;
    for (std::size_t i = 0; i < width_; ++i) {
      const double value = row[i];
      if (value == 0) continue;
      sums[i] += value;
      double* products = products_.data() + i * width_;
      for (std::size_t j = 0; j <= i; ++j) products[j] += value * row[j];
    }
  }
}

Novelty Novelty::Fit::finish() const {
  double images = 0;
  const auto present = static_cast<double>(
      std::ranges::count_if(counts_, [](std::size_t count) { return count != 0; }));
  std::vector<double> means(sums_), mean(width_), covariance(products_);
  for (std::size_t c = 0; c < groups_; ++c) {
    if (counts_[c] == 0) continue;
    images += static_cast<double>(counts_[c]);
    for (std::size_t i = 0; i < width_; ++i) {
      means[c * width_ + i] /= static_cast<double>(counts_[c]);
      mean[i] += means[c * width_ + i] / present;
    }
  }
  for (std::size_t c = 0; c < groups_; ++c) {
    // A group without images stands in the middle, where no picture is nearest to it.
    if (counts_[c] == 0) std::ranges::copy(mean, means.begin() + c * width_);
  }
  double variance = 0, square = 0;
  for (std::size_t i = 0; i < width_; ++i) {
    square += products_[i * width_ + i] / images / static_cast<double>(width_);
    for (std::size_t j = 0; j <= i; ++j) {
      double& entry = covariance[i * width_ + j];
      for (std::size_t c = 0; c < groups_; ++c) {
        entry -= sums_[c * width_ + i] * means[c * width_ + j];
      }
      entry /= images;
    }
    variance += covariance[i * width_ + i] / static_cast<double>(width_);
  }
  // What is left of equal features is rounding, of either sign.
  if (!(variance > 1e-9 * square)) {
    throw Error("wrong-state",
                "The network makes the same of all images: there is nothing to tell "
                "pictures apart by. Train it first.");
  }
  for (std::size_t i = 0; i < width_; ++i) covariance[i * width_ + i] += ridge * variance;
  const std::vector<double> whitening = inverse_cholesky(std::move(covariance), width_);

  Parts parts{std::vector<float>(width_ * width_),
              std::vector<float>(width_),
              std::vector<float>(groups_ * width_),
              {}};
  for (std::size_t i = 0; i < width_; ++i) {
    std::vector<double> at(groups_);
    double middle = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      const double weight = whitening[i * width_ + j];
      parts.kernel[j * width_ + i] = static_cast<float>(weight);
      middle += weight * mean[j];
      for (std::size_t c = 0; c < groups_; ++c) at[c] += weight * means[c * width_ + j];
    }
    parts.bias[i] = static_cast<float>(-middle);
    for (std::size_t c = 0; c < groups_; ++c) {
      parts.centres[c * width_ + i] = static_cast<float>(at[c] - middle);
    }
  }
  return Novelty(std::move(parts));
}

float roughness(std::span<const std::uint8_t, image_pixels> picture) {
  constexpr float least = 65;  // of 255²: a thousandth of one white pixel
  float steps = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < image_pixels; ++i) {
    const auto here = static_cast<float>(picture[i]);
    const float right = i % image_side + 1 < image_side ? picture[i + 1] - here : 0;
    const float below = i + image_side < image_pixels ? picture[i + image_side] - here : 0;
    steps += right * right + below * below;
    sum += here;
    squares += here * here;
  }
  return steps / std::max(squares - sum * sum / image_pixels, least);
}

}  // namespace fitting_room
