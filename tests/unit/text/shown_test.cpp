#include "text/shown.h"

#include <catch2/catch_test_macros.hpp>

using namespace fitting_room;

TEST_CASE("What is shown has no control characters", "[text]") {
  CHECK(shown("conv2d/kernel") == "conv2d/kernel");
  CHECK(shown({"a\0b\x1b[1m\x7f\n", 9}) == "a?b?[1m??");
  CHECK(shown("“é” 👕") == "“é” 👕");
  CHECK(shown("").empty());
}

TEST_CASE("What is shown is cut between characters", "[text]") {
  CHECK(shown("abcdef", 6) == "abcdef");
  CHECK(shown("abcdef", 5) == "abcde");
  CHECK(shown("aé", 2) == "a");
  CHECK(shown("👕", 3).empty());
  CHECK(shown("\x9f\x91\x95", 2).empty());  // no character begins here
  CHECK(shown(std::string(100, 'x')).size() == 60);
}

TEST_CASE("A number has a comma before each three digits", "[text]") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1'000) == "1,000");
  CHECK(with_commas(241'546) == "241,546");
  CHECK(with_commas(1'234'567) == "1,234,567");
}
