#include "training/warp.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "training/garments.h"

namespace fitting_room {
namespace {

constexpr float pi = std::numbers::pi_v<float>;
constexpr float degree = pi / 180;

/// Rumpling reaches a little beyond the picture, since a warped garment can.
constexpr float rumple_reach = 1.7f;
/// A point so far out that it is black.
constexpr Point outside{9, 9};

}  // namespace

Warp::Warp(Draws& draws, std::size_t label, float half_width) {
  flip_ = draws.chance(0.5f) ? -1.0f : 1.0f;
  if (draws.chance(0.9f)) {
    const float angle = draws.uniform(-12, 12) * degree;
    cos_ = std::cos(angle);
    sin_ = std::sin(angle);
    shear_ = draws.uniform(-0.1f, 0.1f);
    float stretch = draws.uniform(-0.125f, 0.125f);
    if (is_top(label)) stretch -= draws.uniform(0, 0.175f);
    aspect_ = std::exp(stretch);
    keystone_ = draws.uniform(-0.12f, 0.12f);
    bend_u_ = draws.uniform(-0.08f, 0.08f);
    bend_v_ = draws.uniform(-0.08f, 0.08f);
  }
  rumpled_ = draws.chance(0.6f);
  if (rumpled_) {
    const float strength = draws.uniform(0, 0.06f);
    for (float& displacement : rumple_u_) displacement = strength * draws.normal();
    for (float& displacement : rumple_v_) displacement = strength * draws.normal();
  }
  if (has_long_sleeves(label) && draws.chance(0.5f)) draw_sleeves(draws, half_width);
}

void Warp::draw_sleeves(Draws& draws, float half_width) {
  const auto angle = [&] { return 80 * degree * std::pow(draws.uniform(0, 1), 1.5f); };
  sleeve_right_ = angle();
  sleeve_left_ = draws.chance(0.7f) ? sleeve_right_ : angle();
  pit_ = {half_width * draws.uniform(0.5f, 0.8f), draws.uniform(-0.6f, -0.2f)};
}

Point Warp::source(Point point) const {
  if (rumpled_) point = rumple(point);
  const auto [u, v] = point;
  float a = cos_ * u + sin_ * v;
  float b = -sin_ * u + cos_ * v;
  a = (a + shear_ * b) * aspect_;
  b /= aspect_;
  const float seen_a = a * (1 + keystone_ * b) + bend_u_ * (b * b - 0.5f);
  const float seen_b = b + bend_v_ * (a * a - 0.5f);
  return spread_sleeves({seen_a * flip_, seen_b});
}

Point Warp::rumple(Point point) const {
  // Bilinear between the knots of a grid; beyond the outermost ones their values go on.
  const auto place = [](float coordinate) {
    const float at = (coordinate / rumple_reach + 1) * knots / 2 - 0.5f;
    return std::clamp(at, 0.0f, static_cast<float>(knots - 1));
  };
  const float x = place(point.u);
  const float y = place(point.v);
  const std::size_t left = std::min(static_cast<std::size_t>(x), knots - 2);
  const std::size_t top = std::min(static_cast<std::size_t>(y), knots - 2);
  const float fx = x - static_cast<float>(left);
  const float fy = y - static_cast<float>(top);
  const auto between = [&](const Displacements& grid) {
    const float* knot = &grid[top * knots + left];
    return (1 - fy) * ((1 - fx) * knot[0] + fx * knot[1]) +
           fy * ((1 - fx) * knot[knots] + fx * knot[knots + 1]);
  };
  return {point.u + between(rumple_u_), point.v + between(rumple_v_)};
}

Point Warp::spread_sleeves(Point point) const {
  const float spread = point.u > 0 ? sleeve_right_ : sleeve_left_;
  if (spread <= 0) return point;
  // In polar coordinates around the arm pit, 0 straight down and growing outwards.
  const float across = std::fabs(point.u) - pit_.u;
  const float down = point.v - pit_.v;
  const float radius = std::hypot(across, down);
  float angle = std::atan2(across, down);
  constexpr float sleeve = 45 * degree;  // what a sleeve that hangs down takes up
  const float top = spread + sleeve;
  if (angle > 0 && angle < spread) return outside;  // the gap between arm and body
  if (angle >= top) {
    angle = sleeve + (angle - top) * (pi - sleeve) / (pi - top);  // the shoulder gives way
  } else if (angle >= spread) {
    angle -= spread;
  }
  const float u = std::max(0.0f, pit_.u + radius * std::sin(angle));
  return {std::copysign(u, point.u), pit_.v + radius * std::cos(angle)};
}

}  // namespace fitting_room
