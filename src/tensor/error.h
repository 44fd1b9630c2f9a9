#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace fitting_room {

/// An error that a visitor may read: a sentence that says what is wrong and what to do, and a code
/// that a program can act on. Every room throws this one type for bad input; anything else that is
/// thrown is a defect of ours.
///
/// Codes: "bad-image", "bad-data", "bad-model", "bad-description", "bad-settings",
/// "bad-checkpoint", "out-of-memory", "wrong-state".
class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string& sentence)
      : std::runtime_error(sentence), code_(std::move(code)) {}

  const std::string& code() const noexcept { return code_; }

 private:
  std::string code_;
};

/// The one code that says nothing of the input: who names another cause for a refusal lets it pass.
inline constexpr const char* out_of_memory = "out-of-memory";

}  // namespace fitting_room
