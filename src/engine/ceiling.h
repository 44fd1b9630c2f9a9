#pragma once

#include "kernels/thread_pool.h"

namespace fitting_room {

/// Floating-point operations that all threads together do in a second, at most: multiply_adds() for
/// a fifth of a second, after some that do not count.
double operations_per_second(ThreadPool& pool);

}  // namespace fitting_room
