#include "engine/ceiling.h"

#include <chrono>
#include <cstdint>
#include <vector>

#include "kernels/multiply_adds.h"

namespace fitting_room {
namespace {

using Clock = std::chrono::steady_clock;

/// Some tenths of a millisecond: the clock's own time does not matter.
constexpr int rounds = 50'000;

/// On each thread. @return rounds in a second, of all of them.
double rounds_per_second(ThreadPool& pool, double seconds) {
  std::vector<double> rates(pool.threads());
  pool.parallel_for(rates.size(), [&](std::size_t, std::size_t index) {
    const Clock::time_point start = Clock::now();
    double done = 0, passed = 0;
    volatile float sink = 0;
    while (passed < seconds) {
      sink = multiply_adds(rounds);
      done += rounds;
      passed = std::chrono::duration<double>(Clock::now() - start).count();
    }
    static_cast<void>(sink);
    rates[index] = done / passed;
  });
  double sum = 0;
  for (const double rate : rates) sum += rate;
  return sum;
}

}  // namespace

double operations_per_second(ThreadPool& pool) {
  rounds_per_second(pool, 0.1);  // the browser may still be compiling, the core at rest
  return operations_per_round * rounds_per_second(pool, 0.2);
}

}  // namespace fitting_room
