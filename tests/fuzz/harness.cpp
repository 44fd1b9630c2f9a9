#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fuzz.h"

namespace fitting_room::fuzz {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "The target requires: %s\n", what);
  std::abort();
}

void require_sentence(const Error& error) {
  constexpr std::string_view codes[] = {"bad-image",    "bad-data",       "bad-model",
                                        "bad-settings", "bad-checkpoint", "bad-description",
                                        "wrong-state",  "out-of-memory"};
  const std::string_view sentence = error.what();
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; };
  const bool good = std::ranges::find(codes, error.code()) != std::end(codes) &&
                    sentence.size() > 20 && sentence.size() < 600 && sentence.back() == '.' &&
                    std::ranges::all_of(sentence, is_plain);
  if (!good) std::fprintf(stderr, "%s: %s\n", error.code().c_str(), error.what());
  require(good, "a refusal is a sentence");
  nlohmann::json(sentence).dump();  // throws for what is not UTF-8
}

Bytes Parts::until(std::uint8_t end) {
  const auto found = std::ranges::find(rest_, end);
  const Bytes part(rest_.begin(), found);
  rest_ = rest_.subspan(part.size() + (found == rest_.end() ? 0 : 1));
  return part;
}

}  // namespace fitting_room::fuzz

using namespace fitting_room::fuzz;

/// Looking for addresses of locals that are gone costs more than half of the time where exceptions
/// are thrown; the sanitize preset looks for them.
extern "C" const char* __asan_default_options() {
  return "detect_stack_use_after_return=0:malloc_context_size=8:quarantine_size_mb=8";
}

/// Puts the seeds into the corpora that are named on the command line.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  for (int i = 1; i < *count; ++i) {
    const std::filesystem::path folder = (*arguments)[i];
    if (!std::filesystem::is_directory(folder)) continue;
    std::size_t number = 0;
    for (const Input& seed : seeds()) {
      std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary)
          .write(reinterpret_cast<const char*>(seed.data()),
                 static_cast<std::streamsize>(seed.size()));
    }
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_input({data, size});
  return 0;
}
