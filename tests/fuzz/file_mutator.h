// Files whose header has a length: changed anywhere, most of them would be refused at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace fitting_room::fuzz {

/// Changes the header of a safetensors file or what is behind it, and keeps the length true; now
/// and then changes it anywhere. @return its new size.
inline std::size_t mutate_file(std::uint8_t* data, std::size_t size, std::size_t max_size,
                               unsigned int seed) {
  constexpr std::size_t length_bytes = 8;
  std::uint64_t length = 0;
  if (size >= length_bytes) std::memcpy(&length, data, length_bytes);
  const bool whole = size >= length_bytes && length <= size - length_bytes;
  if (!whole || seed % 8 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::size_t begin = seed % 4 == 1 ? length_bytes + length : length_bytes;
  const std::size_t end = seed % 4 == 1 ? size : length_bytes + length;
  // A string from JSON's alphabet keeps more headers readable than bytes do; libFuzzer finds those.
  const std::vector<std::uint8_t> behind(data + end, data + size);
  const std::size_t room = max_size - behind.size() - begin;
  const std::size_t changed = LLVMFuzzerMutate(data + begin, end - begin, room);
  if (!behind.empty()) std::memcpy(data + begin + changed, behind.data(), behind.size());
  const std::uint64_t header = begin == length_bytes ? changed : length;
  std::memcpy(data, &header, length_bytes);
  return begin + changed + behind.size();
}

}  // namespace fitting_room::fuzz
