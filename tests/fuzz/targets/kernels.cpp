// Kernels on random shapes and numbers: see support/kernel_trials.h.
#include <cstdio>
#include <cstring>

#include "fuzz.h"
#include "support/kernel_trials.h"

namespace fitting_room::fuzz {

void try_input(Bytes input) {
  static test::Pools pools = test::thread_pools();
  Parts parts(input);
  const std::size_t trial = parts.byte() % 5;
  std::uint32_t seed = 0;
  const Bytes bytes = parts.bytes(sizeof seed);
  if (!bytes.empty()) std::memcpy(&seed, bytes.data(), bytes.size());
  test::Numbers numbers(seed);
  std::string problem;
  if (trial == 0) problem = test::try_convolution(numbers);
  if (trial == 1) problem = test::try_max_pooling(numbers);
  if (trial == 2) problem = test::try_batch_normalization(numbers);
  if (trial == 3) problem = test::try_softmax(numbers);
  if (trial == 4) problem = test::try_threads(numbers, pools);
  if (!problem.empty()) std::fprintf(stderr, "%s\n", problem.c_str());
  require(problem.empty(), "a kernel agrees with its plain twin");
}

std::vector<Input> seeds() { return {{0, 1, 2, 3, 4}, {1, 1}, {2, 1}, {3, 1}, {4, 1}}; }

}  // namespace fitting_room::fuzz
