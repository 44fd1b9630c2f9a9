#pragma once

namespace fitting_room::cli {

/// From here on Ctrl-C (SIGINT) and SIGTERM ask for a stop instead of ending the program; asked a
/// second time, they end it.
void catch_interrupts();
bool interrupted();

}  // namespace fitting_room::cli
