#include "cli/help.h"

#include <cstddef>
#include <sstream>

namespace fitting_room::cli {
namespace {

constexpr std::size_t line_width = 80;
constexpr std::size_t option_width = 28;

/// Breaks a description at spaces; CLI11 indents the lines.
std::string wrap(const std::string& text, std::size_t width) {
  std::istringstream words(text);
  std::string wrapped, word;
  std::size_t used = 0;
  while (words >> word) {
    const bool fits = used + 1 + word.size() <= width;
    if (used != 0) wrapped += fits ? ' ' : '\n';
    wrapped += word;
    used = word.size() + (used != 0 && fits ? used + 1 : 0);
  }
  return wrapped;
}

}  // namespace

HelpFormatter::HelpFormatter() { column_width(option_width); }

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  return option->get_type_size() == 0 ? "" : " " + option->get_type_name();
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  if (option->get_required()) text += " (required)";
  if (!option->get_default_str().empty()) text += " (default " + option->get_default_str() + ")";
  return wrap(text, line_width - option_width);
}

}  // namespace fitting_room::cli
