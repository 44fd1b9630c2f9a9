#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace fitting_room::cli {

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

std::size_t terminal_width() {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string fixed(double number, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, number);
  return text.data();
}

std::string percent(double part) { return fixed(100 * part, 1) + " %"; }

std::string duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::lround(std::max(seconds, 0.0)));
  const auto two_digits = [](std::uint64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + ":" + two_digits(whole % 60) + " min";
  return std::to_string(whole / 3600) + ":" + two_digits(whole / 60 % 60) + ":" +
         two_digits(whole % 60) + " h";
}

std::size_t columns(std::string_view text) {
  // Every byte but a continuation byte (10xxxxxx) begins a code point.
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

std::string pad_right(std::string text, std::size_t width) {
  const std::size_t taken = columns(text);
  if (taken < width) text.append(width - taken, ' ');
  return text;
}

std::string pad_left(const std::string& text, std::size_t width) {
  const std::size_t taken = columns(text);
  return taken < width ? std::string(width - taken, ' ') + text : text;
}

std::string bar(double part, std::size_t width) {
  static constexpr std::array<const char*, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double full = std::clamp(part, 0.0, 1.0) * static_cast<double>(width) * 8;
  const auto count = static_cast<std::size_t>(std::lround(full));
  std::string text;
  for (std::size_t i = 0; i < count / 8; ++i) text += "█";
  return text + eighths[count % 8];
}

}  // namespace fitting_room::cli
