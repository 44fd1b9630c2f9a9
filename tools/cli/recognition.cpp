#include "cli/recognition.h"

#include <bit>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/collections.h"
#include "cli/terminal.h"

namespace fitting_room::cli {
namespace {

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// All that shows a garment.
Recognition clothes(const std::vector<Recognition>& rows) {
  Recognition sum;
  for (const Recognition& row : rows) {
    if (row.target == no_garment) continue;
    sum.count += row.count;
    sum.right += row.right;
    sum.turned_away += row.turned_away;
    sum.answered_right += row.answered_right;
  }
  return sum;
}

void print_row(const std::string& name, const Recognition& row) {
  constexpr std::size_t name_width = 32, width = 16;
  const bool garment = row.target != no_garment;
  const auto part = [&](std::size_t count) {
    return pad_left(std::to_string(count) + "  " + pad_left(percent(share(count, row.count)), 7),
                    width);
  };
  std::cout << pad_right(name, name_width) << pad_left(std::to_string(row.count), 6)
            << (garment ? part(row.right) : pad_left("–", width)) << part(row.turned_away)
            << (garment ? part(row.answered_right) : pad_left("–", width)) << '\n';
}

nlohmann::ordered_json to_json(const std::string& name, const Recognition& row) {
  nlohmann::ordered_json object = {
      {"class", name}, {"count", row.count}, {"turnedAway", share(row.turned_away, row.count)}};
  if (row.target == no_garment) return object;
  object["right"] = share(row.right, row.count);
  object["answeredRight"] = share(row.answered_right, row.count);
  return object;
}

}  // namespace

std::vector<Recognition> recognise(Engine& engine, const std::vector<LabelledPicture>& pictures) {
  // Single classes first, then sets of them, then what is no garment.
  std::map<std::pair<int, ClassSet>, Recognition> rows;
  for (const LabelledPicture& picture : pictures) {
    const int rank = picture.target == no_garment ? 99 : std::popcount(picture.target);
    Recognition& row = rows[{rank, picture.target}];
    row.target = picture.target;
    const Prediction prediction = engine.predict(picture.pixels, picture.kind);
    const bool right = (picture.target >> prediction.top & 1) != 0;
    const bool unsure = prediction.unlike && *prediction.unlike > 1;
    row.count += 1;
    row.right += right;
    row.turned_away += unsure;
    row.answered_right += right && !unsure;
  }
  std::vector<Recognition> list;
  for (const auto& [key, row] : rows) list.push_back(row);
  return list;
}

void print_recognition(const std::vector<RecognitionTable>& tables, const Classes& names) {
  for (const auto& [title, rows] : tables) {
    std::cout << '\n'
              << pad_right(title, 32) << pad_left("count", 6) << pad_left("right", 16)
              << pad_left("turned away", 16) << pad_left("answered right", 16) << '\n';
    for (const Recognition& row : rows) print_row(in_words(row.target, names), row);
    if (const Recognition all = clothes(rows); all.count != 0) print_row("all clothes", all);
  }
}

void print_recognition_json(const std::vector<RecognitionTable>& tables, const Classes& names) {
  using nlohmann::ordered_json;
  ordered_json collections = ordered_json::array();
  for (const auto& [title, rows] : tables) {
    ordered_json classes = ordered_json::array();
    for (const Recognition& row : rows) {
      classes.push_back(to_json(in_words(row.target, names), row));
    }
    if (const Recognition all = clothes(rows); all.count != 0) {
      classes.push_back(to_json("all clothes", all));
    }
    collections.push_back({{"pictures", title}, {"classes", classes}});
  }
  // A folder's name need not be UTF-8, as JSON's text must be.
  const ordered_json object = {{"collections", collections}};
  std::cout << object.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

}  // namespace fitting_room::cli
