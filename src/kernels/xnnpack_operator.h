#pragma once

#include <memory>

struct xnn_operator;

namespace fitting_room {

struct XnnpackDelete {
  void operator()(xnn_operator* handle) const noexcept;
};
/// An XNNPACK operator with its packed weights.
using XnnpackOperator = std::unique_ptr<xnn_operator, XnnpackDelete>;

/// Initialises XNNPACK once for the process. @throws Error "out-of-memory".
void initialise_xnnpack();

/// Passes a status of XNNPACK on: out of memory as an Error for the visitor, anything else (a
/// wrong argument of ours) as std::logic_error naming `call`.
void check_xnnpack(int status, const char* call);

}  // namespace fitting_room
