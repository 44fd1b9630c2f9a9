#pragma once

namespace fitting_room {

/// Enough chains to cover the latency of two units (2 × 4 or 5 cycles), few enough for registers.
inline constexpr int multiply_add_chains = 10;
/// Floating-point operations of one round: a multiplication and an addition in each lane of each
/// chain.
inline constexpr int operations_per_round = multiply_add_chains * 4 * 2;

/// The fastest multiply-adds that one core runs: independent chains, so that nothing waits, and no
/// memory. What a kernel reaches is judged against this, measured on the same machine.
/// @return what they add up to, so that no compiler leaves them out.
float multiply_adds(int rounds);

}  // namespace fitting_room
