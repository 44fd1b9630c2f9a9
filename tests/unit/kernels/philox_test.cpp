#include "kernels/philox.h"

#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "kernels/philox_simd.h"

using namespace fitting_room;
using Catch::Approx;

TEST_CASE("Philox gives the known answers of its authors", "[kernels]") {
  // Random123 1.14, tests/kat_vectors, the three lines "philox4x32 10".
  CHECK(Philox::rounds({0, 0, 0, 0}, {0, 0}) ==
        Philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(
      Philox::rounds({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
      Philox::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(
      Philox::rounds({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
      Philox::Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Four blocks at a time are the blocks one by one", "[kernels]") {
  for (const std::uint64_t index : {0ull, 5ull, 0xfffffffcull, 7ull << 32}) {
    const Philox random(0x123456789abcdefull, Purpose::dropout, 3, 77);
    const auto four = simd::Philox4(random)(index);
    for (std::size_t i = 0; i < 4; ++i) {
      Philox::Block block;
      wasm_v128_store(block.data(), four.of[i]);
      CHECK(block == random(index + i));
    }
  }
}

TEST_CASE("Each part of a Philox stream's key leads to other numbers", "[kernels]") {
  std::set<Philox::Block> blocks;
  std::size_t asked = 0;
  for (const std::uint64_t seed : {0ull, 1ull, 1ull << 32}) {
    for (const Purpose purpose : {Purpose::initialise, Purpose::shuffle, Purpose::dropout}) {
      for (const std::uint32_t stream : {0u, 1u, 65535u}) {
        for (const std::uint32_t step : {0u, 1u, 1000000u}) {
          for (const std::uint64_t index : {0ull, 1ull, 1ull << 32}) {
            blocks.insert(Philox(seed, purpose, stream, step)(index));
            ++asked;
          }
        }
      }
    }
  }
  CHECK(blocks.size() == asked);
}

TEST_CASE("Philox's numbers in a range are uniform", "[kernels]") {
  CHECK(Philox::unit(0) == 0.0f);
  CHECK(Philox::unit(0xffffffff) == 1.0f - 0x1p-24f);
  CHECK(Philox::below(0, 7) == 0);
  CHECK(Philox::below(0xffffffff, 7) == 6);

  const Philox random(7, Purpose::shuffle, 0, 0);
  constexpr std::size_t blocks = 25'000, bins = 10;
  std::array<std::size_t, bins> hits{};
  double sum = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    for (const std::uint32_t bits : random(i)) {
      ++hits[Philox::below(bits, bins)];
      sum += Philox::unit(bits);
    }
  }
  constexpr double numbers = blocks * 4;
  CHECK(sum / numbers == Approx(0.5).margin(4 * 0.2887 / std::sqrt(numbers)));
  double chi_squared = 0;
  for (const std::size_t hit : hits) {
    const double difference = static_cast<double>(hit) - numbers / bins;
    chi_squared += difference * difference / (numbers / bins);
  }
  CHECK(chi_squared < 27.9);  // 9 degrees of freedom: exceeded by one seed in a thousand
}
