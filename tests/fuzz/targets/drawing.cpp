// A drawing as the row of numbers that the page hands over.
#include "imaging/drawing.h"

#include <algorithm>
#include <cstring>

#include "fuzz.h"

namespace fitting_room::fuzz {
namespace {

/// How many marks are looked at: each costs a whole canvas.
constexpr std::size_t most_marks = 4;

Input seed(std::initializer_list<float> numbers) {
  Input bytes(1 + numbers.size() * sizeof(float));
  std::memcpy(bytes.data() + 1, numbers.begin(), bytes.size() - 1);
  return bytes;
}

void check(const std::optional<Picture>& picture) {
  if (!picture) return;
  require(*std::ranges::max_element(*picture) > 0, "a picture shows something");
}

}  // namespace

void try_input(Bytes input) {
  Parts parts(input);
  const bool on_picture = parts.byte() % 2 == 1;
  std::vector<float> numbers(parts.rest().size() / sizeof(float));
  if (!numbers.empty()) {
    std::memcpy(numbers.data(), parts.rest().data(), numbers.size() * sizeof(float));
  }
  Drawing drawing;
  if (!accepted([&] { drawing.marks = unpack_marks(numbers); })) return;
  std::size_t used = 0;
  for (const Mark& mark : drawing.marks) used += 3 + 3 * mark.points.size();
  require(used == numbers.size(), "each number belongs to a mark");
  if (drawing.marks.size() > most_marks) return;
  if (on_picture) drawing.base.emplace().fill(90);
  DrawingRenderer renderer;
  imaging::Plane<float> levels(0, 0);
  if (!accepted([&] { levels = renderer.render(drawing); })) return;
  require(std::ranges::all_of(levels.values, [](float v) { return v >= 0 && v <= 1; }),
          "levels are from black to white");
  check(renderer.picture(drawing));
  // One mark after the other, as it was drawn, looks as all at once.
  Drawing growing{drawing.base, {}};
  DrawingRenderer watching;
  for (const Mark& mark : drawing.marks) {
    growing.marks.push_back(mark);
    watching.render(growing);
  }
  require(watching.render(growing).values == levels.values, "rendering has no other memory");
  accepted([&] { renderer.fill_area(drawing); });
}

std::vector<Input> seeds() {
  return {seed({0, 255, 2, 10, 10, 12, 200, 300, 12}),
          seed({0, 255, 4, 50, 50, 9, 90, 60, 9, 200, 300, 4, 20, 30, 1, 1, 128, 1, 60, 60, 1}),
          seed({0, 200, 1, 168, 168, 100, 0, 0, 1, 168, 168, 20})};
}

}  // namespace fitting_room::fuzz
