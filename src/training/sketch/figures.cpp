#include "training/sketch/figures.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <utility>

#include "training/garments.h"

namespace fitting_room {
namespace {

constexpr float pi = std::numbers::pi_v<float>;
constexpr float degree = pi / 180;

/// A figure grows line by line. Its middle is x = 0, one unit is about its height.
class Figure {
 public:
  explicit Figure(Draws& draws) : draws_(draws), round_(draws.chance(0.5f)) {}

  std::vector<Line> of(std::size_t label) {
    switch (label) {
      case trouser: add_trousers(); break;
      case dress: add_dress(); break;
      case sandal: add_flip_flops(); break;
      case sneaker: add_shoe(/*shaft=*/false); break;
      case ankle_boot: add_shoe(/*shaft=*/true); break;
      case bag: draws_.chance(0.5f) ? add_backpack() : add_handbag(); break;
      default: add_top(label); break;
    }
    return std::move(lines_);
  }

 private:
  float between(float low, float high) { return draws_.uniform(low, high); }
  bool chance(float probability) { return draws_.chance(probability); }

  void add(Line line, bool may_round = true) {
    lines_.push_back(round_ && may_round ? rounded(line) : std::move(line));
  }
  /// A line and what it is in a mirror that stands in the middle.
  void add_twice(const Line& line) {
    add(line);
    add(mirrored(line));
  }
  static Line mirrored(Line line) {
    for (Vertex& vertex : line) vertex.x = -vertex.x;
    return line;
  }
  /// Around from the middle's top to its bottom on the right, and back on the left.
  void add_around(const Line& right) {
    Line around = right;
    const Line left = mirrored(right);
    around.insert(around.end(), left.rbegin(), left.rend());
    around.push_back(around.front());
    add(std::move(around));
  }
  static Line arc(float x, float y, float width, float height, float from, float to) {
    constexpr std::size_t pieces = 12;
    Line line;
    for (std::size_t i = 0; i <= pieces; ++i) {
      const float angle = (from + (to - from) * static_cast<float>(i) / pieces) * degree;
      line.push_back({x + width * std::cos(angle), y + height * std::sin(angle)});
    }
    return line;
  }
  void add_box(float left, float top, float right, float bottom) {
    add({{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}}, false);
  }

  void add_neck(float width, float depth) {
    if (chance(0.6f)) {
      add(arc(0, 0, width, depth, 0, 180), false);
    } else if (chance(0.7f)) {
      add({{-width, 0}, {0, 1.5f * depth}, {width, 0}}, false);
    }
    if (chance(0.3f)) add(arc(0, 0, 1.3f * width, depth + 0.05f, 0, 180), false);
  }

  /// Down the middle, with what a coat or a shirt has there.
  void add_opening(float neck, float hem, bool lapels) {
    const float from = lapels ? between(0.2f, 0.5f) : between(0.02f, 0.15f);
    add({{0, from}, {0, hem}}, false);
    if (chance(0.25f)) add({{0.06f, from}, {0.06f, hem}}, false);
    if (lapels || chance(0.7f)) {  // or the ends of a collar
      const float out = neck + between(0.02f, 0.1f), down = from * between(0.4f, 0.9f);
      add_twice({{neck, 0}, {out, down}, {0, from}});
      if (chance(0.5f)) add_twice({{neck, 0}, {0, from}});
    }
    if (chance(0.6f)) {
      const auto count = 2 + draws_.below(4);
      const float x = chance(0.5f) ? 0.0f : between(0.03f, 0.1f);
      for (std::uint32_t i = 1; i <= count; ++i) {
        const float share = static_cast<float>(i) / static_cast<float>(count + 1);
        const float y = from + (hem - from) * share;
        add(arc(x, y, 0.012f, 0.012f, 0, 360), false);
      }
    }
  }

  void add_top(std::size_t label) {
    const bool longs = label != t_shirt && (label != shirt || chance(0.6f));
    const float neck = between(0.1f, 0.2f), slope = between(0.03f, 0.12f);
    const float shoulder = between(0.27f, 0.4f);
    const float angle = degree * (longs ? between(45, 88) : between(15, 65));
    const float reach = longs ? between(0.55f, 0.95f) : between(0.15f, 0.38f);
    const float wide = between(0.15f, 0.27f);
    const float hem = between(0.75f, 1.1f), hem_half = shoulder * between(0.8f, 1.05f);
    const float end_wide = longs ? wide * between(0.55f, 1) : wide;
    const Vertex outer{shoulder + reach * std::cos(angle), slope + reach * std::sin(angle)};
    const Vertex inner{outer.x - end_wide * std::sin(angle), outer.y + end_wide * std::cos(angle)};
    const Vertex pit{std::max(shoulder - wide * std::sin(angle) * 0.6f, 0.2f),
                     slope + wide * between(0.9f, 1.3f)};
    const bool sleeves_over = inner.x < hem_half + 0.01f;  // arms that hang in front of the body
    Line right{{neck, 0}, {shoulder, slope}, outer, inner, pit, {hem_half, hem}};
    if (sleeves_over) right[3].x = hem_half + 0.02f;
    add_around(right);
    if (longs && chance(0.35f)) {  // cuffs and hem
      const float back = between(0.06f, 0.12f);
      const float dx = back * std::cos(angle), dy = back * std::sin(angle);
      add_twice({{outer.x - dx, outer.y - dy}, {right[3].x - dx, inner.y - dy}});
      add({{-hem_half, hem - back}, {hem_half, hem - back}}, false);
    }
    const float depth = between(0.03f, 0.12f);
    if (label == coat) {
      add_opening(neck, hem, chance(0.6f));
      if (chance(0.4f)) {
        const float y = between(0.55f, 0.75f), x = between(0.06f, 0.12f);
        add_twice({{x, y}, {x + 0.13f, y}});
      }
    } else if (label == shirt) {
      add_opening(neck, hem, false);
      if (chance(0.3f)) add_box(0.08f, 0.3f, 0.2f, 0.45f);
    } else {
      if (label == pullover && chance(0.25f)) {  // a hood
        add(arc(0, 0.02f, neck + 0.05f, between(0.1f, 0.2f), 180, 360), false);
      }
      add_neck(neck, depth);
      if (label == t_shirt && chance(0.12f)) add_box(0.06f, 0.25f, 0.18f, 0.38f);
      if (label == pullover && chance(0.3f)) {  // a pattern across
        const float y = between(0.3f, 0.6f), height = between(0, 0.08f);
        Line zigzag;
        for (int i = 0; i <= 8; ++i) {
          const float x = hem_half * (static_cast<float>(i) / 4 - 1) * 0.9f;
          zigzag.push_back({x, y + (i % 2 == 0 ? height : 0)});
        }
        add(std::move(zigzag), false);
      }
    }
  }

  void add_dress() {
    const float neck = between(0.07f, 0.14f), shoulder = neck + between(0.04f, 0.12f);
    const float chest = between(0.15f, 0.23f), pit = between(0.14f, 0.24f);
    const float waist = chest * between(0.65f, 0.95f), waist_at = between(0.3f, 0.48f);
    const float hem = between(0.9f, 1.15f), flare = between(0.2f, 0.5f);
    Line right{{neck, 0}, {shoulder, 0.02f}};
    if (chance(0.4f)) {  // short sleeves
      const float out = between(0.1f, 0.22f), down = between(0.08f, 0.2f);
      right.push_back({shoulder + out, down});
      right.push_back({shoulder + out - 0.06f, down + between(0.06f, 0.12f)});
    }
    right.push_back({chest, pit});
    right.push_back({waist, waist_at});
    right.push_back({flare, hem});
    add_around(right);
    add_neck(neck, between(0.05f, 0.14f));
    if (chance(0.6f)) {
      const float belt = chance(0.4f) ? between(0.03f, 0.06f) : 0;
      add({{-waist, waist_at}, {waist, waist_at}}, false);
      if (belt > 0) add({{-waist, waist_at + belt}, {waist, waist_at + belt}}, false);
    }
    if (chance(0.4f)) {  // folds
      const auto count = 1 + draws_.below(3);
      for (std::uint32_t i = 1; i <= count; ++i) {
        const float share = static_cast<float>(i) / static_cast<float>(count + 1);
        add_twice({{waist * share, waist_at + 0.15f}, {flare * share, hem - 0.04f}});
      }
    }
  }

  void add_trousers() {
    const float waist = between(0.16f, 0.26f), hip = waist * between(1, 1.2f);
    const float crotch = between(0.25f, 0.45f);
    const float outer = between(0.18f, 0.4f), leg = between(0.1f, 0.2f);
    const float inner = std::max(0.02f, outer - leg);
    Line around{{waist, 0}, {hip, 0.25f}, {outer, 1}, {inner, 1}, {0, crotch}};
    const Line left = mirrored(around);
    around.insert(around.end(), left.rbegin() + 1, left.rend());
    around.push_back(around.front());
    add(std::move(around));
    if (chance(0.6f)) add({{-waist - 0.01f, 0.08f}, {waist + 0.01f, 0.08f}}, false);
    if (chance(0.4f)) add({{0, 0.08f}, {0, crotch}}, false);
    if (chance(0.4f)) {
      add_twice({{waist * 0.6f, 0.08f}, {waist * 0.7f, 0.16f}, {hip, 0.2f}});
    }
  }

  void add_flip_flops() {
    const float toe = between(0.17f, 0.25f), heel = toe * between(0.6f, 0.95f);
    const float waist = std::min(toe, heel) * between(0.75f, 1);
    const float strap = between(0.18f, 0.3f), back = between(0.45f, 0.6f);
    const bool thick = chance(0.4f);
    const auto one = [&](float x, float turn) {
      const auto place = [&](Line line) {
        const float cosine = std::cos(turn), sine = std::sin(turn);
        for (Vertex& vertex : line) {
          vertex = {x + cosine * vertex.x - sine * vertex.y, sine * vertex.x + cosine * vertex.y};
        }
        return line;
      };
      add(place(rounded({{0, 0},
                         {toe, 0.08f},
                         {toe, 0.35f},
                         {waist, 0.6f},
                         {heel, 0.85f},
                         {0, 1},
                         {-heel, 0.85f},
                         {-waist, 0.6f},
                         {-toe, 0.35f},
                         {-toe, 0.08f},
                         {0, 0}})),
          false);
      add(place({{-toe * 0.9f, back},
                 {-toe * 0.5f, strap + 0.06f},
                 {0, strap},
                 {toe * 0.5f, strap + 0.06f},
                 {toe * 0.9f, back}}));
      if (thick) {
        add(place({{-toe * 0.6f, back + 0.02f}, {0, strap + 0.1f}, {toe * 0.6f, back + 0.02f}}));
      }
    };
    if (chance(0.45f)) return one(0, 0);
    const float apart = toe + between(0.01f, 0.1f), turn = between(-10, 15) * degree;
    one(-apart, -turn);
    one(apart, turn);
  }

  /// From the side, the toe to the right.
  void add_shoe(bool shaft) {
    const float top = shaft ? -between(0.55f, 1) : -between(0.3f, 0.45f);
    const float ankle = between(0.28f, 0.42f), length = between(0.95f, 1.2f);
    const float instep = -between(0.22f, 0.32f), toe = -between(0.1f, 0.18f);
    const float sole = between(0.04f, 0.12f);
    const float heel = shaft && chance(0.5f) ? between(0.05f, 0.3f) : 0;
    Line upper{{0.02f, 0}, {0, top * 0.5f}, {between(-0.04f, 0.04f), top}};
    upper.push_back({ankle, top * (shaft ? 1 : between(0.75f, 1.1f))});
    upper.push_back({ankle + between(0.02f, 0.1f), instep * 1.15f});
    upper.push_back({ankle + (length - ankle) * 0.5f, instep * 0.8f});
    upper.push_back({length * 0.95f, toe});
    upper.push_back({length, 0});
    add(upper);
    add({{0, 0}, {length, 0}}, false);
    if (heel > 0) {  // a heel below the ground of the toe
      const float width = between(0.15f, 0.3f);
      add({{0, 0},
           {between(-0.02f, 0.05f), heel},
           {width, heel},
           {width + 0.03f, 0.04f},
           {length * 0.55f, heel},
           {length, heel},
           {length, 0}});
    } else {
      add({{0, 0}, {-0.02f, sole}, {length + 0.02f, sole}, {length, 0}}, false);
    }
    if (chance(0.6f)) {  // laces
      const auto count = 2 + draws_.below(3);
      for (std::uint32_t i = 0; i < count; ++i) {
        const float share = (static_cast<float>(i) + 0.5f) / static_cast<float>(count);
        const float x = ankle + 0.04f + share * (length - ankle) * 0.45f;
        const float y = instep * (1.1f - 0.3f * share);
        add({{x, y}, {x - 0.09f, y + 0.07f}}, false);
      }
    }
    if (chance(0.4f)) add({{length * 0.72f, toe * 1.7f}, {length * 0.66f, 0}});
    if (!shaft && chance(0.4f)) {
      add({{ankle * 0.9f, instep * 0.8f}, {length * 0.5f, toe * 0.3f}}, false);
    }
    if (shaft && chance(0.4f)) add({{0, top + 0.12f}, {ankle, top + 0.12f}}, false);
    if (!chance(0.25f)) return;
    const float turn = between(-35, 35) * degree, cosine = std::cos(turn), sine = std::sin(turn);
    for (Line& line : lines_) {
      for (Vertex& vertex : line) {
        vertex = {cosine * vertex.x - sine * vertex.y, sine * vertex.x + cosine * vertex.y};
      }
    }
  }

  void add_backpack() {
    const float half = between(0.28f, 0.42f), roof = between(0.1f, 0.35f);
    Line body{{half, 1}, {half, roof}};
    const Line top = arc(0, roof, half, roof, 0, -180);
    body.insert(body.end(), top.begin(), top.end());
    body.push_back({-half, 1});
    body.push_back({half, 1});
    add(std::move(body), false);
    if (chance(0.8f)) {  // to hang it up by
      const float y = between(-0.02f, 0.03f);
      const float width = between(0.08f, 0.18f), height = between(0.08f, 0.18f);
      add(arc(0, y, width, height, 180, 360), false);
    }
    if (chance(0.8f)) {  // the pocket in front
      const float width = half * between(0.5f, 0.8f), from = between(0.5f, 0.65f);
      add_box(-width, from, width, chance(0.5f) ? 1.0f : between(0.85f, 0.95f));
      if (chance(0.5f)) add({{-width, from + 0.1f}, {width, from + 0.1f}}, false);
    }
    if (chance(0.5f)) add({{-half, roof + 0.1f}, {half, roof + 0.1f}}, false);
    if (chance(0.4f)) {
      const float y = between(0.25f, 0.4f), width = between(0.06f, 0.16f);
      add({{-width, y}, {width, y}}, false);
    }
    if (chance(0.5f)) {  // pockets or straps at the sides
      const float out = half + between(0.06f, 0.14f), from = between(0.4f, 0.65f);
      add_twice({{half, from}, {out, from + 0.05f}, {out, 0.95f}, {half, 0.98f}});
    }
  }

  void add_handbag() {
    const float height = between(0.4f, 0.9f);
    const float below = between(0.35f, 0.6f), above = below * between(0.55f, 1.1f);
    add_around({{0, 0}, {above, 0}, {below, height}, {0, height}});
    const float handle = above * between(0.3f, 0.8f), rise = between(0.12f, 0.5f);
    if (chance(0.7f)) {
      add(arc(0, 0, handle, rise, 180, 360), false);
      if (chance(0.35f)) add(arc(0, 0, handle * 0.75f, rise * 0.75f, 180, 360), false);
    } else {
      add({{-handle, 0}, {-handle, -rise * 0.7f}, {handle, -rise * 0.7f}, {handle, 0}});
    }
    if (chance(0.5f)) {
      const float y = height * between(0.25f, 0.6f), bow = chance(0.5f) ? between(0, 0.2f) : 0;
      const float half = above + (below - above) * y / height;
      add({{-half, y}, {0, y + bow}, {half, y}});
      if (chance(0.5f)) add(arc(0, y + bow, 0.05f, 0.05f, 0, 360), false);
    } else if (chance(0.4f)) {
      add(arc(0, 0.02f, 0.05f, 0.06f, 0, 360), false);
    }
    if (chance(0.2f)) add_twice({{above * 0.6f, 0}, {below * 0.6f, height}});
  }

  Draws& draws_;
  bool round_;
  std::vector<Line> lines_;
};

}  // namespace

std::vector<Line> figure(std::size_t label, Draws& draws) { return Figure(draws).of(label); }

}  // namespace fitting_room
