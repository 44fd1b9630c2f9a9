// The test runner's main, in a file of its own because it takes several seconds to compile.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
