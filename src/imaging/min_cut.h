// The cheapest way to cut a picture in two: minimum s-t cut on a grid of pixels.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "imaging/plane.h"

namespace fitting_room::imaging {

/// A graph with one node per pixel and edges to the eight neighbours. First give it all capacities,
/// then cut it once.
///
/// Source: Y. Boykov, V. Kolmogorov, "An Experimental Comparison of Min-Cut/Max-Flow Algorithms for
/// Energy Minimization in Vision", IEEE TPAMI 26 (2004): two search trees, one from each terminal,
/// that grow until they meet, and that are repaired rather than rebuilt after each augmentation.
class GridCut {
 public:
  GridCut(std::size_t width, std::size_t height);

  /// What it costs to put pixel (x, y) on the garment's side and on the background's side.
  void set_costs(std::size_t x, std::size_t y, float garment, float background);

  /// Steps to half of the neighbours: right, down, right-down, left-down. The others are the same
  /// edges seen from their far end.
  static constexpr std::array<std::array<int, 2>, 4> forward_steps{
      {{1, 0}, {0, 1}, {1, 1}, {-1, 1}}};

  /// What it costs when pixel (x, y) and its neighbour at forward_steps[step], which must lie
  /// inside the grid, end up on different sides. cost >= 0.
  void set_edge(std::size_t x, std::size_t y, std::size_t step, float cost);

  /// Finds the cheapest labelling: 1 for the garment's side.
  Mask cut();

 private:
  using Node = int;
  static constexpr Node none = -1;
  enum Tree : unsigned char { free_node, garment_tree, background_tree };
  enum : signed char { no_parent = -1, terminal = -2 };

  // Edges of a node, in pairs: direction d and d ^ 1 are opposite.
  Node neighbour(Node node, int direction) const { return node + offsets_[direction]; }
  float& residual(Node node, int direction) { return residuals_[node * 8 + direction]; }
  // What can still flow between a node and its child along the tree's direction.
  float& tree_residual(Node parent, int to_child, Tree tree);

  bool grow(Node& meeting, int& direction);
  void augment(Node from, int direction);
  void drain(Node node, Tree tree, float flow);
  float bottleneck(Node node, Tree tree);
  void adopt_orphans();
  bool rooted(Node node);
  void activate(Node node);

  int stride_;
  std::size_t width_, height_;
  std::array<int, 8> offsets_;
  std::vector<float> terminals_;  // > 0: left from the source, < 0: left to the sink
  std::vector<float> residuals_;  // 8 a node; 0 over the grid's edge
  std::vector<Tree> trees_;
  std::vector<signed char> parents_;  // direction to the parent, or no_parent, terminal
  std::vector<Node> active_, orphans_;
  std::vector<unsigned char> is_active_;
  std::size_t next_active_ = 0;
  std::vector<int> stamps_, distances_;  // when a node was last found to be rooted, and how deep
  int clock_ = 0;
};

}  // namespace fitting_room::imaging
