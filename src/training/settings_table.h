// What there is to know of each training setting: parse_settings(), the command line and, through
// the schema, the page ask here. Only the defaults stand elsewhere, in TrainingSettings.
#pragma once

#include <span>
#include <string>

#include "training/settings.h"

namespace fitting_room {

enum class SettingKind { integer, number, choice, boolean };

/// From minimum to maximum; an exclusive end is no value itself.
struct Range {
  double minimum = 0, maximum = 0;
  bool exclusive_minimum = false, exclusive_maximum = false;

  bool contains(double value) const;
};

/// Reads and writes a field. A choice is its place among the choices, a boolean 0 or 1.
struct Field {
  double (*get)(const TrainingSettings&);
  void (*set)(TrainingSettings&, double);
};

struct Setting {
  Field field;
  const char* name;   // in JSON
  const char* title;  // for the visitor
  const char* description;
  SettingKind kind;
  Range range = {};                              // of integers and numbers
  std::span<const char* const> choices = {};     // in the order of the enumeration
  std::span<const char* const> optimizers = {};  // those that have it; empty: all
};

/// In the order in which JSON has them.
std::span<const Setting> settings_table();

/// "a whole number from 1 to 1000"
std::string wanted(const Setting& setting);

/// JSON Schema of the settings. A setting of some optimizers only also names them: "optimizers".
std::string settings_schema();

}  // namespace fitting_room
