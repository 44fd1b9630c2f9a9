#include "training/sketch/lines.h"

#include <algorithm>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "support/lines.h"
#include "support/numbers.h"

namespace fitting_room {

inline bool operator==(const Vertex& a, const Vertex& b) { return a.x == b.x && a.y == b.y; }
inline std::ostream& operator<<(std::ostream& out, const Vertex& vertex) {
  return out << '(' << vertex.x << ", " << vertex.y << ')';
}

}  // namespace fitting_room

using namespace fitting_room;
using namespace fitting_room::test;
using Catch::Approx;

namespace {

/// A line that goes anywhere, back on itself too.
Line random_line(Numbers& numbers, bool closed) {
  Line line;
  for (std::size_t left = 4 + numbers.below(60); left > 0; --left) {
    const bool wild = numbers.below(4) == 0 || line.empty();
    const float reach = wild ? 20.0f : 2.0f;
    const Vertex last = wild ? Vertex{} : line.back();
    line.push_back(
        {last.x + numbers.uniform(-reach, reach), last.y + numbers.uniform(-reach, reach)});
  }
  if (closed) line.push_back(line.front());
  return line;
}

}  // namespace

TEST_CASE("A line is as long as its pieces, and closed when it ends where it begins", "[sketch]") {
  CHECK(length({}) == 0);
  CHECK(length({{1, 2}}) == 0);
  CHECK(length({{0, 0}, {3, 4}, {3, 10}}) == Approx(11));
  CHECK(is_closed(rectangle(0, 0, 1, 1)));
  CHECK_FALSE(is_closed({{0, 0}, {1, 0}, {1, 1}, {0, 1}}));
  CHECK_FALSE(is_closed({{0, 0}, {1, 0}, {0, 0}}));  // there and back encloses nothing
}

TEST_CASE("Resampled, a line has a vertex at every spacing, over its corners too", "[sketch]") {
  // A spacing that ends on a corner must not leave it out.
  CHECK(resampled({{0, 0}, {1, 0}, {1, 1}}, 0.5f) ==
        Line{{0, 0}, {0.5f, 0}, {1, 0}, {1, 0.5f}, {1, 1}});
  CHECK(resampled({{0, 0}, {0.2f, 0}, {0.4f, 0}, {1, 0}}, 0.5f) == Line{{0, 0}, {0.5f, 0}, {1, 0}});
  CHECK(resampled({{0, 0}, {1, 0}}, 3) == Line{{0, 0}, {1, 0}});
  CHECK(resampled({{2, 2}, {2, 2}, {2, 2}}, 1) == Line{{2, 2}, {2, 2}});
  CHECK(resampled({{2, 2}}, 1).size() == 2);
  for (const float spacing : {0.1f, 0.35f, 2.0f, 7.0f}) {
    CAPTURE(spacing);
    const Line line = circle({3, 4}, 10);
    const Line even = resampled(line, spacing);
    CHECK(even.size() == Approx(length(line) / spacing + 1).margin(1.01));
    CHECK(even.front() == line.front());
    CHECK(even.back() == line.back());
    for (std::size_t i = 1; i < even.size(); ++i) {
      CHECK(distance_to(line, even[i]) < 1e-4);
      const float apart = distance(even[i - 1], even[i]);
      CHECK(apart < spacing * 1.001f);
      if (i + 1 < even.size()) CHECK(apart > spacing * 0.95f);
    }
  }
}

TEST_CASE("A straight line stays straight when it is smoothed, but for its ends", "[sketch]") {
  Line line;
  for (int i = 0; i < 12; ++i)
    line.push_back({static_cast<float>(i), 2 + 0.5f * static_cast<float>(i)});
  const Line smooth = smoothed(line, 3);
  REQUIRE(smooth.size() == line.size());
  for (std::size_t i = 0; i < line.size(); ++i) {
    CHECK(smooth[i].y == Approx(2 + 0.5f * smooth[i].x));
    if (i >= 3 && i + 3 < line.size()) CHECK(smooth[i].x == Approx(line[i].x));
  }
  // The ends are means of what there is on their one side.
  CHECK(smooth.front().x == Approx(1.5));
  CHECK(smooth.back().x == Approx(9.5));
  CHECK(smoothed(line, 0) == line);
  CHECK(smoothed({{0, 0}, {1, 5}, {2, 0}}, 1) == Line{{0, 0}, {1, 5}, {2, 0}});  // too short
}

TEST_CASE("A closed line stays closed when it is smoothed, alike wherever it begins", "[sketch]") {
  const Line line = circle({5, 5}, 4, 40);
  const Line smooth = smoothed(line, 3);
  REQUIRE(smooth.size() == line.size());
  CHECK(is_closed(smooth));
  // The mean of seven vertices of a circle lies on a smaller one.
  const double angle = std::numbers::pi / 40;
  const double radius = 4 * std::sin(7 * angle) / (7 * std::sin(angle));
  for (const Vertex& vertex : smooth) CHECK(distance(vertex, {5, 5}) == Approx(radius));
  Line jagged = line;
  for (std::size_t i = 0; i < 40; i += 2) jagged[i].x += 0.5f;
  jagged.back() = jagged.front();
  CHECK(length(smoothed(jagged, 2)) < length(jagged) - 3);
}

TEST_CASE("What is left out of a simplified line was no further from it than the tolerance",
          "[sketch]") {
  Numbers numbers(1);
  for (std::size_t i = 0; i < 200; ++i) {
    const bool closed = i % 2 == 0;
    const Line line = random_line(numbers, closed);
    const float tolerance = numbers.uniform(0.05f, 3);
    const Line simple = simplified(line, tolerance);
    CAPTURE(i, closed, tolerance, line.size(), simple.size());
    CHECK(simple.front() == line.front());
    CHECK(simple.back() == line.back());
    // Each vertex against the piece that took its place, not just any.
    std::size_t at = 0;
    double farthest = 0;
    for (std::size_t piece = 1; piece < simple.size(); ++piece) {
      const Line chord{simple[piece - 1], simple[piece]};
      for (++at; at < line.size() && !(line[at] == simple[piece]); ++at) {
        farthest = std::max(farthest, distance_to(chord, line[at]));
      }
    }
    CHECK(at == line.size() - 1);
    CHECK(farthest <= tolerance * 1.0001);
  }
}

TEST_CASE("A simplified line loses what does not matter, and nothing else", "[sketch]") {
  Line straight;
  for (int i = 0; i <= 10; ++i)
    straight.push_back({static_cast<float>(i), 0.01f * static_cast<float>(i % 2)});
  CHECK(simplified(straight, 0.1f).size() == 2);
  // The far end of a line that comes back on itself.
  CHECK(simplified({{0, 0}, {10, 0}, {5, 0}}, 1) == Line{{0, 0}, {10, 0}, {5, 0}});
  const Line corner{{0, 0}, {5, 0}, {5, 5}};
  CHECK(simplified(corner, 1) == corner);
  CHECK(simplified({{0, 0}, {1, 1}}, 5).size() == 2);
  CHECK(simplified({{0, 0}}, 5).size() == 1);
  CHECK(simplified(rectangle(0, 0, 10, 4), 0.5f) == rectangle(0, 0, 10, 4));
  // A polygon of the fewest corners that stay within the tolerance, nearly.
  const Line round = simplified(circle({0, 0}, 10), 0.5f);
  CHECK(is_closed(round));
  CHECK(round.size() >= 8);
  CHECK(round.size() <= 20);
}

TEST_CASE("Rounding cuts corners and keeps ends", "[sketch]") {
  const Line corner{{0, 0}, {8, 0}, {8, 8}};
  const Line round = rounded(corner);
  CHECK(round.front() == corner.front());
  CHECK(round.back() == corner.back());
  CHECK(round.size() > corner.size() + 2);
  CHECK(length(round) < length(corner));
  CHECK(distance_to(round, {8, 0}) > 1);
  for (const Vertex& vertex : round) {
    CHECK(distance_to(corner, vertex) < 2);
    CHECK(vertex.x >= vertex.y);
  }
  const Line closed = rounded(rectangle(0, 0, 8, 8));
  CHECK(is_closed(closed));
  for (const float x : {0.0f, 8.0f}) {
    for (const float y : {0.0f, 8.0f})
      CHECK(distance_to(closed, {x, y}) > 1);  // each corner, the first too
  }
  const Line straight{{0, 0}, {3, 1}};
  CHECK(rounded(straight) == straight);
}

TEST_CASE("A closed line can begin anywhere on it", "[sketch]") {
  const Line line = rectangle(0, 0, 2, 1);
  CHECK(begun_at(line, 0) == line);
  CHECK(begun_at(line, 1) == Line{{2, 0}, {2, 1}, {0, 1}, {0, 0}, {2, 0}});
  CHECK(begun_at(line, 3) == Line{{0, 1}, {0, 0}, {2, 0}, {2, 1}, {0, 1}});
  CHECK(begun_at(line, 4) == line);  // its last vertex is its first
}

TEST_CASE("What lies in a gap is not drawn", "[sketch]") {
  const Line line{{0, 0}, {10, 0}, {10, 10}};
  CHECK(cut(line, {}) == std::vector<Line>{line});
  const auto pieces = cut(line, {{4, 7}});
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].front() == Vertex{0, 0});
  CHECK(pieces[0].back().x == Approx(4).margin(0.36));
  CHECK(pieces[0].back().x <= 4);
  CHECK(pieces[1].front().x == Approx(7).margin(0.36));
  CHECK(pieces[1].front().x >= 7);
  CHECK(pieces[1].back() == Vertex{10, 10});
  CHECK(length(pieces[0]) + length(pieces[1]) == Approx(17).margin(0.8));
  // Over the end, over one another, over everything, behind everything.
  CHECK(cut(line, {{18, 30}}).size() == 1);
  CHECK(cut(line, {{3, 8}, {5, 12}}).size() == 2);
  CHECK(cut(line, {{3, 4}, {12, 13}, {16, 17}}).size() == 4);
  CHECK(cut(line, {{-1, 30}}).empty());
  CHECK(cut(line, {{25, 30}}).size() == 1);
}
