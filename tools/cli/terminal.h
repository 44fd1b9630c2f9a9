// How the commands print: numbers as people write them, columns, bars.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fitting_room::cli {

/// Whether somebody watches standard output: only then may a line be drawn over.
bool stdout_is_terminal();
/// Columns of that terminal; 80 where it does not say.
std::size_t terminal_width();

/// fixed(0.12345, 2) → "0.12"
std::string fixed(double number, int digits);
/// 0.9031 → "90.3 %"
std::string percent(double part);
/// "12 s", "3:05 min", "1:02:05 h"
std::string duration(double seconds);

/// Columns that UTF-8 text takes, one for each code point.
std::size_t columns(std::string_view text);
std::string pad_right(std::string text, std::size_t width);
std::string pad_left(const std::string& text, std::size_t width);

/// `part` (0 to 1) of `width` columns, to an eighth of a column; without padding.
std::string bar(double part, std::size_t width);

}  // namespace fitting_room::cli
