#include "kernels/xnnpack_operator.h"

#include <xnnpack.h>

#include <stdexcept>
#include <string>

#include "tensor/error.h"

namespace fitting_room {

void XnnpackDelete::operator()(xnn_operator* handle) const noexcept { xnn_delete_operator(handle); }

void check_xnnpack(int status, const char* call) {
  if (status == xnn_status_success) return;
  if (status == xnn_status_out_of_memory) {
    throw Error("out-of-memory",
                "There is not enough memory for the network. Choose a smaller batch or network, "
                "or close other tabs.");
  }
  throw std::logic_error(std::string(call) + " failed with XNNPACK status " +
                         std::to_string(status));
}

void initialise_xnnpack() {
  static const bool done = [] {
    check_xnnpack(xnn_initialize(/*allocator=*/nullptr), "xnn_initialize");
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace fitting_room
