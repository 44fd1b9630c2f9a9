#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/error.h"

namespace fitting_room::cli {

/// No file that the command line reads has a reason to be larger; keeps /dev/zero from taking the
/// memory.
inline constexpr std::size_t most_file_bytes = std::size_t{256} << 20;

/// @throws Error "bad-file" when it cannot be read or is larger than most_file_bytes.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path);
std::string read_text_file(const std::filesystem::path& path);

/// Writes the whole file or leaves the old one as it was: an interruption never leaves half a
/// model.
/// @throws Error "bad-file".
void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

/// So that hours of training do not end at a folder that does not exist.
/// @throws Error "bad-file" when write_file() could not work; changes nothing.
void check_writable(const std::filesystem::path& path);

/// Runs `call`; what it refuses names the file.
template <typename Call>
auto about_file(const std::filesystem::path& path, const Call& call) {
  try {
    return call();
  } catch (const Error& error) {
    throw Error(error.code(), path.string() + ": " + error.what());
  }
}

}  // namespace fitting_room::cli
