#pragma once

#include <array>
#include <cstdint>

namespace fitting_room {

/// What a random number is for. Streams with different purposes never share numbers.
enum class Purpose : std::uint32_t {
  initialise = 1,
  shuffle = 2,
  dropout = 3,
  augment = 4,
  change = 5,
  look = 6,
  sketch = 7,
  mixture = 8,
  figure = 9,
  split = 10
};

/// Random numbers that are counted, not drawn: number i of a stream depends on nothing but the
/// stream's key and i, so any thread can compute any of them, in any order, and a run can be
/// continued from its step number alone.
///
/// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.
class Philox {
 public:
  using Block = std::array<std::uint32_t, 4>;
  using Key = std::array<std::uint32_t, 2>;

  static constexpr int round_count = 10;
  static constexpr std::uint32_t multipliers[] = {0xD2511F53, 0xCD9E8D57};

  /// The key of the next round.
  static constexpr void next(Key& key) {
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }

  /// @param seed the run's seed; @param stream which of the purpose's streams (a layer, an epoch);
  /// @param step the training step, 0 where there is none.
  constexpr Philox(std::uint64_t seed, Purpose purpose, std::uint32_t stream, std::uint32_t step)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        high_{static_cast<std::uint32_t>(purpose) << 24 ^ stream, step} {}

  /// Four independent uniform 32-bit numbers, the `index`-th such block of the stream.
  constexpr Block operator()(std::uint64_t index) const { return rounds(counter(index), key_); }

  /// What the rounds begin with, for whoever makes many blocks at once.
  constexpr Block counter(std::uint64_t index) const {
    return {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), high_[0],
            high_[1]};
  }
  constexpr Key key() const { return key_; }

  /// Uniform in [0, 1): 24 bits, all that a float32 holds.
  static constexpr float unit(std::uint32_t bits) {
    return static_cast<float>(bits >> 8) * 0x1p-24f;
  }

  /// Uniform in [0, bound) by multiplication (Lemire 2019); the bias is below bound / 2^32.
  static constexpr std::uint32_t below(std::uint32_t bits, std::uint32_t bound) {
    return static_cast<std::uint32_t>(std::uint64_t{bits} * bound >> 32);
  }

  /// The bijection itself, for known-answer tests.
  static constexpr Block rounds(Block counter, Key key) {
    for (int round = 0; round < round_count; ++round) {
      const std::uint64_t a = std::uint64_t{multipliers[0]} * counter[0];
      const std::uint64_t b = std::uint64_t{multipliers[1]} * counter[2];
      counter = {
          static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
          static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
      next(key);
    }
    return counter;
  }

 private:
  Key key_;
  std::array<std::uint32_t, 2> high_;
};

}  // namespace fitting_room
