#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "cli/collections.h"
#include "engine/engine.h"
#include "kernels/pointwise.h"

namespace fitting_room::cli {

/// How a model does on such pictures of one class.
struct Recognition {
  ClassSet target = 0;
  std::size_t count = 0;
  std::size_t right = 0;           // by the most probable class
  std::size_t turned_away = 0;     // "not sure"
  std::size_t answered_right = 0;  // right, and not turned away
};

/// One row for each class that there is, in the order of the classes.
std::vector<Recognition> recognise(Engine& engine, const std::vector<LabelledPicture>& pictures);

/// What the pictures are, and a row for each class.
using RecognitionTable = std::pair<std::string, std::vector<Recognition>>;

/// Each with a line for all clothes below it; or one JSON object for all tables.
/// @param names of the classes.
void print_recognition(const std::vector<RecognitionTable>& tables, const Classes& names);
void print_recognition_json(const std::vector<RecognitionTable>& tables, const Classes& names);

}  // namespace fitting_room::cli
