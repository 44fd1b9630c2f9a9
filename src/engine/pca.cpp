#include "engine/pca.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "kernels/philox.h"

namespace fitting_room {
namespace {

constexpr int most_steps = 100;
/// An axis has settled when what it is multiplied to is off it by less than this share of the
/// largest variance.
constexpr double tolerance = 1e-5;
constexpr std::size_t size = Pca::directions;
using Matrix = std::array<std::array<double, size>, size>;

/// The eigenvectors of a symmetric matrix as columns, whose eigenvalues end on its diagonal:
/// Jacobi's method by cyclic rotations (Golub & Van Loan, Matrix Computations, 4th edition, 8.5).
Matrix eigenvectors(Matrix& a) {
  Matrix v{};
  for (std::size_t i = 0; i < size; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < 12; ++sweep) {
    for (std::size_t p = 0; p < size; ++p) {
      for (std::size_t q = p + 1; q < size; ++q) {
        if (a[p][q] == 0) continue;
        const double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const double t = std::copysign(1.0, tau) / (std::fabs(tau) + std::sqrt(1 + tau * tau));
        const double c = 1 / std::sqrt(1 + t * t), s = t * c;
        const auto rotate = [&](double& x, double& y) {
          const double old = x;
          x = c * old - s * y;
          y = s * old + c * y;
        };
        for (auto& row : a) rotate(row[p], row[q]);
        for (std::size_t k = 0; k < size; ++k) rotate(a[p][k], a[q][k]);
        for (auto& row : v) rotate(row[p], row[q]);
      }
    }
  }
  return v;
}

/// The places on a diagonal, those of large numbers first. Insertion: std::sort is 2 KB for eight.
std::array<std::size_t, size> largest_first(const Matrix& a) {
  std::array<std::size_t, size> order{};
  for (std::size_t k = 0; k < size; ++k) {
    std::size_t at = k;
    for (; at > 0 && a[order[at - 1]][order[at - 1]] < a[k][k]; --at) order[at] = order[at - 1];
    order[at] = k;
  }
  return order;
}

}  // namespace

Pca::Pca(std::vector<float> points, std::size_t width)
    : points_(std::move(points)), width_(width), mean_(width), axes_(width) {
  const std::size_t count = points_.size() / width;
  std::vector<double> sums(width);
  for (std::size_t i = 0; i < points_.size(); ++i) sums[i % width] += points_[i];
  for (std::size_t i = 0; i < width; ++i) {
    mean_[i] = static_cast<float>(sums[i] / static_cast<double>(std::max<std::size_t>(count, 1)));
  }
  for (std::size_t i = 0; i < points_.size(); ++i) {
    points_[i] -= mean_[i % width];
    variance_ += static_cast<double>(points_[i]) * points_[i];
  }
  if (count > 1) variance_ /= static_cast<double>(count - 1);
  const Philox random(/*seed=*/1, Purpose::initialise, /*stream=*/0, /*step=*/0);
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t k = 0; k < size; ++k) {
      axes_[i][k] = Philox::unit(random(2 * i + k / 4)[k % 4]) - 0.5f;
    }
  }
  orthonormalise();
}

std::vector<Pca::Row> Pca::multiplied() const {
  std::vector<Row> product(width_, Row{});
  const std::size_t count = points_.size() / width_;
  for (const float* point = points_.data(); point != points_.data() + points_.size();
       point += width_) {
    Row along{};
    for (std::size_t i = 0; i < width_; ++i) {
      for (std::size_t k = 0; k < size; ++k) along[k] += point[i] * axes_[i][k];
    }
    for (std::size_t i = 0; i < width_; ++i) {
      for (std::size_t k = 0; k < size; ++k) product[i][k] += point[i] * along[k];
    }
  }
  const float scale = count > 1 ? 1 / static_cast<float>(count - 1) : 0;
  for (Row& row : product) {
    for (float& value : row) value *= scale;
  }
  return product;
}

void Pca::orthonormalise() {
  for (std::size_t k = 0; k < size; ++k) {
    const auto dot = [&](std::size_t other) {
      return std::accumulate(axes_.begin(), axes_.end(), 0.0, [&](double sum, const Row& row) {
        return sum + static_cast<double>(row[k]) * row[other];
      });
    };
    const double before = std::sqrt(dot(k));
    for (int again = 0; again < 2; ++again) {  // once leaves rounding errors (Giraud et al. 2005)
      for (std::size_t other = 0; other < k; ++other) {
        const auto share = static_cast<float>(dot(other));
        for (Row& row : axes_) row[k] -= share * row[other];
      }
    }
    const double length = std::sqrt(dot(k));
    // Points that differ along fewer directions leave nothing but rounding errors.
    const auto scale = static_cast<float>(length > 1e-5 * before ? 1 / length : 0);
    for (Row& row : axes_) row[k] *= scale;
  }
}

bool Pca::step() {
  std::vector<Row> product = multiplied();
  Matrix inner{};
  for (std::size_t i = 0; i < width_; ++i) {
    for (std::size_t p = 0; p < size; ++p) {
      for (std::size_t q = p; q < size; ++q) {
        inner[p][q] += static_cast<double>(axes_[i][p]) * product[i][q];
      }
    }
  }
  for (std::size_t p = 0; p < size; ++p) {
    for (std::size_t q = 0; q < p; ++q) inner[p][q] = inner[q][p];
  }
  const Matrix turn = eigenvectors(inner);
  const std::array<std::size_t, size> order = largest_first(inner);
  for (std::size_t k = 0; k < size; ++k) variances_[k] = std::max(0.0, inner[order[k]][order[k]]);

  const auto turned = [&](const Row& row) {
    Row result;
    for (std::size_t k = 0; k < size; ++k) {
      double sum = 0;
      for (std::size_t p = 0; p < size; ++p) sum += row[p] * turn[p][order[k]];
      result[k] = static_cast<float>(sum);
    }
    return result;
  };
  double off[2] = {0, 0};
  for (std::size_t i = 0; i < width_; ++i) {
    axes_[i] = turned(axes_[i]);
    product[i] = turned(product[i]);
    for (std::size_t k = 0; k < 2; ++k) {
      const double difference = product[i][k] - variances_[k] * axes_[i][k];
      off[k] += difference * difference;
    }
  }
  const bool settled = std::sqrt(std::max(off[0], off[1])) <= tolerance * variances_[0];
  if (settled || ++steps_ == most_steps) {
    fix_signs();
    return true;
  }
  axes_ = std::move(product);
  orthonormalise();
  return false;
}

void Pca::fix_signs() {
  for (std::size_t k = 0; k < 2; ++k) {
    const auto largest =
        std::ranges::max_element(axes_, {}, [k](const Row& row) { return std::fabs(row[k]); });
    if ((*largest)[k] < 0) flip(k);
  }
}

void Pca::flip(std::size_t axis) {
  for (Row& row : axes_) row[axis] = -row[axis];
}

std::array<float, 2> Pca::along(std::span<const float> centred) const {
  double x = 0, y = 0;
  for (std::size_t i = 0; i < width_; ++i) {
    x += static_cast<double>(centred[i]) * axes_[i][0];
    y += static_cast<double>(centred[i]) * axes_[i][1];
  }
  return {static_cast<float>(x), static_cast<float>(y)};
}

std::array<float, 2> Pca::project(std::span<const float> point) const {
  std::vector<float> centred(width_);
  std::ranges::transform(point, mean_, centred.begin(), std::minus());
  return along(centred);
}

std::vector<float> Pca::projected() const {
  std::vector<float> places;
  places.reserve(points_.size() / width_ * 2);
  for (std::size_t first = 0; first < points_.size(); first += width_) {
    const auto place = along(std::span(points_).subspan(first, width_));
    places.insert(places.end(), place.begin(), place.end());
  }
  return places;
}

std::array<double, 2> Pca::explained() const {
  if (variance_ == 0) return {0, 0};
  return {variances_[0] / variance_, variances_[1] / variance_};
}

}  // namespace fitting_room
