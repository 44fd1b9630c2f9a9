#include "text/shown.h"

#include <algorithm>

namespace fitting_room {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
/// Of a character's bytes, all but the first.
bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string shown(std::string_view text, std::size_t most) {
  if (text.size() > most) {
    while (most > 0 && goes_on(text[most])) --most;
    text = text.substr(0, most);
  }
  std::string plain(text);
  std::ranges::replace_if(plain, is_control, '?');
  return plain;
}

std::string in_quotes(std::string_view name, std::size_t most) {
  return "“" + shown(name, most) + (name.size() > most ? "…”" : "”");
}

std::string with_commas(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

}  // namespace fitting_room
