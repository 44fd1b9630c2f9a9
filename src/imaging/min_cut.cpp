#include "imaging/min_cut.h"

#include <algorithm>
#include <limits>

namespace fitting_room::imaging {
namespace {
// Flow below this is rounding: capacities are log-likelihoods of the order of 1.
constexpr float tiny = 1e-6f;
}  // namespace

// A rim of one pixel around the grid, which no edge reaches, spares every visit a border check.
GridCut::GridCut(std::size_t width, std::size_t height)
    : stride_(static_cast<int>(width) + 2), width_(width), height_(height) {
  for (std::size_t step = 0; step < forward_steps.size(); ++step) {
    const int offset = forward_steps[step][0] + forward_steps[step][1] * stride_;
    offsets_[2 * step] = offset;
    offsets_[2 * step + 1] = -offset;
  }
  const std::size_t nodes = (width + 2) * (height + 2);
  terminals_.assign(nodes, 0.0f);
  residuals_.assign(nodes * 8, 0.0f);
  trees_.assign(nodes, free_node);
  parents_.assign(nodes, no_parent);
  is_active_.assign(nodes, 0);
  stamps_.assign(nodes, 0);
  distances_.assign(nodes, 0);
}

void GridCut::set_costs(std::size_t x, std::size_t y, float garment, float background) {
  terminals_[(y + 1) * stride_ + x + 1] = background - garment;
}

void GridCut::set_edge(std::size_t x, std::size_t y, std::size_t step, float cost) {
  const Node node = static_cast<Node>((y + 1) * stride_ + x + 1);
  const int direction = static_cast<int>(2 * step);
  residual(node, direction) = cost;
  residual(neighbour(node, direction), direction ^ 1) = cost;
}

float& GridCut::tree_residual(Node parent, int to_child, Tree tree) {
  return tree == garment_tree ? residual(parent, to_child)
                              : residual(neighbour(parent, to_child), to_child ^ 1);
}

void GridCut::activate(Node node) {
  if (is_active_[node]) return;
  is_active_[node] = 1;
  active_.push_back(node);
}

// Grows both trees until they touch. The edge found leads from `meeting` (garment's tree) along
// `direction` into the background's tree.
bool GridCut::grow(Node& meeting, int& direction) {
  for (; next_active_ < active_.size(); ++next_active_) {
    const Node node = active_[next_active_];
    const Tree tree = trees_[node];
    for (int d = 0; tree != free_node && d < 8; ++d) {
      const Node other = neighbour(node, d);
      if (tree_residual(node, d, tree) <= tiny) continue;
      if (trees_[other] == free_node) {
        trees_[other] = tree;
        parents_[other] = static_cast<signed char>(d ^ 1);
        stamps_[other] = stamps_[node];
        distances_[other] = distances_[node] + 1;
        activate(other);
      } else if (trees_[other] != tree) {
        meeting = tree == garment_tree ? node : other;
        direction = tree == garment_tree ? d : d ^ 1;
        return true;
      }
    }
    is_active_[node] = 0;
  }
  return false;
}

float GridCut::bottleneck(Node node, Tree tree) {
  float flow = std::numeric_limits<float>::max();
  while (parents_[node] != terminal) {
    const int to_parent = parents_[node];
    const Node parent = neighbour(node, to_parent);
    flow = std::min(flow, tree_residual(parent, to_parent ^ 1, tree));
    node = parent;
  }
  return std::min(flow, tree == garment_tree ? terminals_[node] : -terminals_[node]);
}

// Sends `flow` between `node` and its terminal; edges that this fills leave orphans behind.
void GridCut::drain(Node node, Tree tree, float flow) {
  while (parents_[node] != terminal) {
    const int to_parent = parents_[node];
    const Node parent = neighbour(node, to_parent);
    float& forward = tree_residual(parent, to_parent ^ 1, tree);
    forward -= flow;
    (tree == garment_tree ? residual(node, to_parent) : residual(parent, to_parent ^ 1)) += flow;
    if (forward <= tiny) {
      parents_[node] = no_parent;
      orphans_.push_back(node);
    }
    node = parent;
  }
  terminals_[node] -= tree == garment_tree ? flow : -flow;
  if ((tree == garment_tree ? terminals_[node] : -terminals_[node]) <= tiny) {
    parents_[node] = no_parent;
    orphans_.push_back(node);
  }
}

void GridCut::augment(Node from, int direction) {
  const Node to = neighbour(from, direction);
  const float flow = std::min(
      {residual(from, direction), bottleneck(from, garment_tree), bottleneck(to, background_tree)});
  residual(from, direction) -= flow;
  residual(to, direction ^ 1) += flow;
  drain(from, garment_tree, flow);
  drain(to, background_tree, flow);
}

// Whether the way up from `node` ends at a terminal. Nodes on a way that does are stamped, so that
// the next question about them is answered at once.
bool GridCut::rooted(Node node) {
  int depth = 0;
  for (Node up = node;; ++depth) {
    if (stamps_[up] == clock_) {
      depth += distances_[up];
      break;
    }
    if (parents_[up] == terminal) {
      stamps_[up] = clock_;
      distances_[up] = 1;
      depth += 1;
      break;
    }
    if (parents_[up] == no_parent) return false;
    up = neighbour(up, parents_[up]);
  }
  for (Node up = node; stamps_[up] != clock_; up = neighbour(up, parents_[up])) {
    stamps_[up] = clock_;
    distances_[up] = depth--;
  }
  return true;
}

// Each orphan gets the parent nearest to the terminal among its neighbours in the same tree, or
// becomes free and orphans its children.
void GridCut::adopt_orphans() {
  for (std::size_t next = 0; next < orphans_.size(); ++next) {
    const Node node = orphans_[next];
    const Tree tree = trees_[node];
    int best = no_parent, best_distance = std::numeric_limits<int>::max();
    for (int d = 0; d < 8; ++d) {
      const Node other = neighbour(node, d);
      if (trees_[other] != tree) continue;
      if (tree_residual(other, d ^ 1, tree) <= tiny || !rooted(other)) continue;
      if (distances_[other] < best_distance) {
        best = d;
        best_distance = distances_[other];
      }
    }
    if (best != no_parent) {
      parents_[node] = static_cast<signed char>(best);
      stamps_[node] = clock_;
      distances_[node] = best_distance + 1;
      continue;
    }
    for (int d = 0; d < 8; ++d) {
      const Node other = neighbour(node, d);
      if (trees_[other] != tree) continue;
      if (tree_residual(other, d ^ 1, tree) > tiny) activate(other);
      if (parents_[other] == (d ^ 1)) {
        parents_[other] = no_parent;
        orphans_.push_back(other);
      }
    }
    trees_[node] = free_node;
  }
  orphans_.clear();
}

Mask GridCut::cut() {
  for (Node node = 0; node < static_cast<Node>(trees_.size()); ++node) {
    if (terminals_[node] == 0.0f) continue;
    trees_[node] = terminals_[node] > 0 ? garment_tree : background_tree;
    parents_[node] = terminal;
    distances_[node] = 1;
    activate(node);
  }
  Node meeting = none;
  int direction = 0;
  while (grow(meeting, direction)) {
    ++clock_;
    augment(meeting, direction);
    adopt_orphans();
  }
  Mask mask(width_, height_);
  for (std::size_t y = 0; y < height_; ++y) {
    for (std::size_t x = 0; x < width_; ++x) {
      mask.at(x, y) = trees_[(y + 1) * stride_ + x + 1] == garment_tree;
    }
  }
  return mask;
}

}  // namespace fitting_room::imaging
