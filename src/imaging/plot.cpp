#include "imaging/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstdint>
#include <utility>
#include <vector>

#include "imaging/background.h"
#include "imaging/colour_map.h"
#include "imaging/smooth.h"

namespace fitting_room::imaging {
namespace {

constexpr std::size_t side = image_side;
constexpr std::size_t smallest = 2 * side;  // below, no cell is seen by itself
constexpr float ground_noise = 0.1f;        // of a JPEG, in the plain ground near edges
constexpr double least_edge = 0.9;          // of the square's edges: not ground
constexpr double least_square = 0.96;       // shorter by longer side
// Nothing is around a picture that is no plot. A tight plot has its axes on two sides, and on the
// others nothing but its frame.
constexpr int all_margins = 4, least_margins = 2;
constexpr double least_ground = 0.3;  // of the border
constexpr std::size_t grid_line = 4;  // so wide at most, with its pale edges
// Of the outermost cells, those that are as dark or as light as any: what is around a garment. And
// of all cells, those that are neither: its shades. Of the data set's images 999 in 1,000 have
// shares above 0.51 and 0.10.
constexpr double least_empty = 0.45, least_shades = 0.05;
constexpr float empty = 0.04f;
// Of a cell that is one square of one colour, and perhaps somewhat blurred.
constexpr float most_uneven = 0.04f;
// Of the places around the cells' middles. By how many times a grid through the middles makes more.
constexpr float most_uneven_places = 0.0125f, grid_effect = 3;

constexpr std::size_t pale_ends = 2;

struct Run {
  std::size_t first = 0, length = 0;
  auto operator<=>(const Run&) const = default;
};

// The longest run of set pixels among `length` of them, the first of those that are as long but for
// their pale ends. Gaps of at most `gap` pixels do not end it.
template <typename At>
Run longest_run(At&& at, std::size_t length, std::size_t gap) {
  Run longest, run;
  for (std::size_t i = 0; i < length; ++i) {
    if (!at(i)) continue;
    const bool goes_on = run.length > 0 && i - run.first - run.length <= gap;
    run = goes_on ? Run{run.first, i + 1 - run.first} : Run{i, 1};
    if (run.first == longest.first || run.length > longest.length + pale_ends) longest = run;
  }
  return longest;
}

// The longest of them, each once, longest first; of those of equal pictures, which are as long but
// for their pale ends, the first. The square's edge is among them, but not always at their head: a
// tick beside an axis goes on where the frame ends.
std::vector<Run> candidates(std::vector<Run> runs) {
  constexpr std::size_t most = 8;
  std::sort(runs.begin(), runs.end(), [](const Run& one, const Run& other) {
    return std::pair(other.length, one.first) < std::pair(one.length, other.first);
  });
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  if (runs.empty()) return runs;
  const auto is_before = [](const Run& one, const Run& other) {
    return one.first + one.length <= other.first && one.length + pale_ends >= other.length;
  };
  for (auto next = runs.begin(); next + 1 != runs.end(); ++next) {
    const auto equal = [&](const Run& run) { return is_before(run, *next); };
    for (auto at = next; (at = std::find_if(at, runs.end(), equal)) != runs.end();) {
      std::rotate(next, at, at + 1);
    }
  }
  if (runs.size() > most) runs.resize(most);
  return runs;
}

// Whether a line along `length` pixels is set nearly everywhere.
template <typename At>
bool is_line(At&& at, std::size_t length) {
  std::size_t set = 0;
  for (std::size_t i = 0; i < length; ++i) set += at(i);
  return static_cast<double>(set) > least_edge * static_cast<double>(length);
}

// A frame, or the edges of a picture that differ from the ground all around. The outermost pixels
// may be a line's pale edge.
bool has_edges(const Mask& mask, const Box& box) {
  constexpr std::size_t depth = 2;
  bool left = false, right = false, top = false, bottom = false;
  for (std::size_t in = 0; in <= depth; ++in) {
    const auto row = [&](std::size_t y) {
      return is_line([&](std::size_t x) { return mask.at(box.left + x, box.top + y); }, box.width);
    };
    const auto column = [&](std::size_t x) {
      return is_line([&](std::size_t y) { return mask.at(box.left + x, box.top + y); }, box.height);
    };
    top = top || row(in);
    bottom = bottom || row(box.height - 1 - in);
    left = left || column(in);
    right = right || column(box.width - 1 - in);
  }
  return left && right && top && bottom;
}

bool is_square(const Box& box) {
  const auto [shorter, longer] = std::minmax(box.width, box.height);
  return shorter >= smallest &&
         static_cast<double>(shorter) > least_square * static_cast<double>(longer);
}

// On how many sides there is something around it.
int margins(const Mask& mask, const Box& box) {
  return (box.left > 0) + (box.top > 0) + (box.left + box.width < mask.width) +
         (box.top + box.height < mask.height);
}

std::optional<Box> square_on_ground(const Mask& mask, std::size_t gap) {
  std::vector<Run> rows, columns;
  for (std::size_t y = 0; y < mask.height; ++y) {
    rows.push_back(longest_run([&](std::size_t x) { return mask.at(x, y); }, mask.width, gap));
  }
  for (std::size_t x = 0; x < mask.width; ++x) {
    columns.push_back(longest_run([&](std::size_t y) { return mask.at(x, y); }, mask.height, gap));
  }
  for (const Run& across : candidates(rows)) {
    // Not beside it, where a colour bar may be taller.
    const auto first = columns.begin() + static_cast<std::ptrdiff_t>(across.first);
    const auto last = first + static_cast<std::ptrdiff_t>(across.length);
    for (const Run& down : candidates({first, last})) {
      const Box box{across.first, down.first, across.length, down.length};
      if (!is_square(box) || margins(mask, box) < least_margins || !has_edges(mask, box)) continue;
      return box;
    }
  }
  return std::nullopt;
}

// 28 x 28 cells in a plot.
struct Cells {
  std::vector<Pixel> colours{side * side, {0, 0, 0, 1}};
  float unevenness = 0;  // how much a cell's parts differ from its colour, on average
};

// Each cell has the colour of its middle third, so that neither the frame nor the neighbours shine
// in.
Cells cells_in(const Plane<Pixel>& image, const Box& box) {
  Cells cells;
  for (const auto channel : channels) {
    const Plane<float> thirds = resize(channel_of(image, channel), box, 3 * side, 3 * side);
    for (std::size_t y = 0; y < thirds.height; ++y) {
      for (std::size_t x = 0; x < thirds.width; ++x) {
        const float middle = thirds.at(x / 3 * 3 + 1, y / 3 * 3 + 1);
        cells.colours[y / 3 * side + x / 3].*channel = middle;
        cells.unevenness += std::abs(thirds.at(x, y) - middle);
      }
    }
  }
  cells.unevenness /= static_cast<float>(channels.size() * 9 * cells.colours.size());
  return cells;
}

// The same from four places around each cell's middle, through which the lines of a grid go.
Cells cells_beside_grid(const Plane<Pixel>& image, const Box& box) {
  constexpr std::size_t parts = 6;
  constexpr std::array<std::size_t, 2> places = {1, 4};
  Cells cells;
  for (const auto channel : channels) {
    const Plane<float> fine = resize(channel_of(image, channel), box, parts * side, parts * side);
    for (std::size_t i = 0; i < cells.colours.size(); ++i) {
      std::array<float, 4> values{};
      for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] = fine.at(i % side * parts + places[k % 2], i / side * parts + places[k / 2]);
      }
      const float mean = (values[0] + values[1] + values[2] + values[3]) / 4;
      cells.colours[i].*channel = mean;
      for (const float value : values) cells.unevenness += std::abs(value - mean);
    }
  }
  cells.unevenness /= static_cast<float>(channels.size() * 4 * cells.colours.size());
  return cells;
}

// Turns the negative of a garment's picture, whose ground is light, into its positive. Whether it
// has ground around a garment with shades at all.
bool set_on_black(std::vector<float>& values) {
  std::size_t dark = 0, light = 0, shades = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool at_low_end = values[i] < empty, at_high_end = values[i] > 1 - empty;
    shades += !at_low_end && !at_high_end;
    const std::size_t x = i % side, y = i / side;
    if (x > 0 && y > 0 && x + 1 < side && y + 1 < side) continue;
    dark += at_low_end;
    light += at_high_end;
  }
  if (light > dark) {
    for (float& value : values) value = 1 - value;
  }
  return static_cast<double>(std::max(dark, light)) > least_empty * (4 * side - 4) &&
         static_cast<double>(shades) > least_shades * side * side;
}

// What bicubic interpolation makes of the cells' middles: it is a cubic B-spline, which goes past
// its points, not through them.
std::vector<float> splined(const std::vector<float>& values) {
  const auto along = [](const std::vector<float>& from, std::size_t step) {
    std::vector<float> to(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::size_t place = i / step % side;
      const float before = place > 0 ? from[i - step] : from[i];
      const float after = place + 1 < side ? from[i + step] : from[i];
      to[i] = (before + 4 * from[i] + after) / 6;
    }
    return to;
  };
  return along(along(values, 1), side);
}

// Undoes bicubic interpolation, if there was any. Undone where there was none, it would leave
// trenches beside every edge.
void unspline(std::vector<float>& values) {
  constexpr int rounds = 40;  // brings the finest pattern, weakened to a ninth, back to 0.99
  constexpr float trench = 0.04f;
  std::vector<float> sharp = values;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<float> smooth = splined(sharp);
    for (std::size_t i = 0; i < sharp.size(); ++i) sharp[i] += values[i] - smooth[i];
  }
  if (quantile(sharp, 0.05) < -trench) return;
  // The lightest cell was taken for white, though it had been made darker.
  const float most = std::max(1.0f, *std::max_element(sharp.begin(), sharp.end()));
  std::transform(sharp.begin(), sharp.end(), values.begin(),
                 [&](float value) { return value / most; });
}

// What the square shows, if that may be a picture of the data set.
std::optional<Plot> plot_in(const Plane<Pixel>& image, const Box& box) {
  Cells cells = cells_in(image, box);
  const Cells beside = cells_beside_grid(image, box);
  Plot plot{{}, cells.unevenness < most_uneven || beside.unevenness < most_uneven_places};
  if (grid_effect * beside.unevenness < cells.unevenness) cells = beside;
  std::optional<std::vector<float>> values = values_of(cells.colours);
  if (!values || !set_on_black(*values)) return std::nullopt;
  unspline(*values);
  std::transform(values->begin(), values->end(), plot.picture.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0f, 1.0f)));
  });
  return plot;
}

// How much of the border is of the colour `ground`.
double share_of_border(const Plane<Pixel>& image, const Pixel& ground) {
  const Plane<float> differences = differences_from(image, ground);
  std::size_t count = 0, all = 0;
  for (std::size_t y = 0; y < image.height; ++y) {
    for (std::size_t x = 0; x < image.width; ++x) {
      const bool inside = x > 0 && y > 0 && x + 1 < image.width && y + 1 < image.height;
      if (inside) continue;
      ++all;
      count += differences.at(x, y) <= ground_noise;
    }
  }
  return static_cast<double>(count) / static_cast<double>(all);
}

std::optional<Plot> plot_on(const Plane<Pixel>& image, const Pixel& ground) {
  const Plane<float> differences = differences_from(image, ground);
  Mask mask(image.width, image.height);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask.values[i] = differences.values[i] > ground_noise;
  }
  // Lines of a grid as light as the ground cut the square's edges.
  for (const std::size_t gap : {std::size_t{0}, grid_line}) {
    const std::optional<Box> square = square_on_ground(mask, gap);
    if (!square) continue;
    // The frame's middle is where the picture ends.
    const Box box{square->left + 1, square->top + 1, square->width - 2, square->height - 2};
    const std::optional<Plot> plot = plot_in(image, box);
    if (plot && (plot->sharp || margins(mask, *square) == all_margins)) return plot;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Plot> read_plot(const Plane<Pixel>& image) {
  if (std::min(image.width, image.height) < smallest) return std::nullopt;
  const Pixel usual = usual_on_border(image);
  if (const std::optional<Plot> plot = plot_on(image, usual)) return plot;
  // Of a tight plot more of the border may be its frame than its ground.
  for (const Pixel& ground : {Pixel{1, 1, 1, 1}, Pixel{0, 0, 0, 1}}) {
    if (ground == usual || share_of_border(image, ground) < least_ground) continue;
    if (const std::optional<Plot> plot = plot_on(image, ground)) return plot;
  }
  return std::nullopt;
}

}  // namespace fitting_room::imaging
