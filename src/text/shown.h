// How names and notes from outside, and numbers, are shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fitting_room {

/// At most `most` bytes of UTF-8, never cut inside a character, with “?” for control characters:
/// one may end a sentence too early, or rule a terminal.
std::string shown(std::string_view text, std::size_t most = 60);

/// A name as `shown` shows it, in quotation marks, with “…” where it was cut.
std::string in_quotes(std::string_view name, std::size_t most = 60);

/// 241546 → "241,546"
std::string with_commas(std::size_t number);

/// Of what a file says in sentences, in bytes: ours are shorter.
inline constexpr std::size_t longest_note = 300;

}  // namespace fitting_room
