// What every fuzz target has, and what it is held to: an input is refused with a sentence that a
// visitor can read, or it makes sense.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/error.h"

namespace fitting_room::fuzz {

using Bytes = std::span<const std::uint8_t>;
using Input = std::vector<std::uint8_t>;

/// Of each target: tries one input, which may be anything at all.
void try_input(Bytes input);
/// Of each target: inputs to begin with, most of them good ones.
std::vector<Input> seeds();

/// Ends the program, so that libFuzzer keeps the input.
void require(bool holds, const char* what);
/// That a refusal has a code that is known and one or several sentences, not too long, in UTF-8.
void require_sentence(const Error& error);

/// Whether `body` takes the input. Anything but an Error ends the program.
template <typename Body>
bool accepted(const Body& body) {
  try {
    body();
    return true;
  } catch (const Error& error) {
    require_sentence(error);
    return false;
  }
}

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Input input_of(std::string_view text) { return {text.begin(), text.end()}; }

/// A copy in a block of exactly its size, so that the address sanitizer sees one byte too many.
inline Input copy_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

/// Takes an input apart, from its front. What is no longer there reads as zeros.
class Parts {
 public:
  explicit Parts(Bytes rest) : rest_(rest) {}
  std::uint8_t byte() {
    const Bytes one = bytes(1);
    return one.empty() ? 0 : one[0];
  }
  std::size_t below(std::size_t bound) { return (byte() << 8 | byte()) % bound; }
  Bytes bytes(std::size_t count) {
    const Bytes part = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(part.size());
    return part;
  }
  /// Up to the next byte of this value, which is left out, or to the end.
  Bytes until(std::uint8_t end);
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

}  // namespace fitting_room::fuzz
