// The ceiling as a program of its own, for a page that measures it without the engine.

#include "kernels/multiply_adds.h"

extern "C" int operations_per_round() { return fitting_room::operations_per_round; }

extern "C" float multiply_adds(int rounds) { return fitting_room::multiply_adds(rounds); }
