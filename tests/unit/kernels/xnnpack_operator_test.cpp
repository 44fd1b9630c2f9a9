#include "kernels/xnnpack_operator.h"

#include <xnnpack.h>

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "support/compare.h"

using namespace fitting_room;
using fitting_room::test::refusal;

TEST_CASE("XNNPACK's out of memory reaches the visitor, its other failures are ours", "[kernels]") {
  CHECK_NOTHROW(check_xnnpack(xnn_status_success, "call"));
  CHECK(refusal([] { check_xnnpack(xnn_status_out_of_memory, "call"); }) ==
        "out-of-memory: There is not enough memory for the network. Choose a smaller batch or "
        "network, or close other tabs.");
  CHECK_THROWS_AS(check_xnnpack(xnn_status_invalid_parameter, "call"), std::logic_error);
}
