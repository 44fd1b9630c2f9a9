#pragma once

#include <cstddef>
#include <string>
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

/// A table with a line for all clothes below it; or JSON.
void print_recognition(const std::string& title, const std::vector<Recognition>& rows);
void print_recognition_json(const std::string& title, const std::vector<Recognition>& rows);

}  // namespace fitting_room::cli
