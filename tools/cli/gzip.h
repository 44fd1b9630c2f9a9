#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fitting_room::cli {

bool is_gzip(std::span<const std::uint8_t> bytes);

/// Unpacks one gzip stream (RFC 1952) and checks its checksum.
/// @param most_bytes that it may unpack to: a few bytes can claim gigabytes.
/// @throws Error "bad-data" when it is damaged, cut, too large or followed by other bytes.
std::vector<std::uint8_t> gunzip(std::span<const std::uint8_t> packed, std::size_t most_bytes);

}  // namespace fitting_room::cli
