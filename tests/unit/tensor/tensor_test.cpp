#include "tensor/tensor.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "support/compare.h"

using namespace fitting_room;
using namespace fitting_room::test;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// By default the sanitizer ends the program where an allocation fails that is allowed to.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
#endif
#endif

TEST_CASE("Shapes count their elements", "[tensor]") {
  CHECK(element_count({}) == 1);
  CHECK(element_count({7}) == 7);
  CHECK(element_count({3, 26, 26, 32}) == 64896);
  CHECK(element_count({3, 0, 5}) == 0);
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  CHECK(element_count({most}) == most);
  CHECK(element_count({0, most, most}) == 0);
  CHECK(refusal([] { element_count({most / 2 + 1, 2}); }).starts_with("out-of-memory: "));
  CHECK(refusal([] {
          element_count({2, 3, most});
        }).starts_with("out-of-memory: A tensor of 2 × 3 × "));
}

TEST_CASE("Shapes are written with a times sign", "[tensor]") {
  CHECK(to_string(Shape{}) == "");
  CHECK(to_string(Shape{10}) == "10");
  CHECK(to_string(Shape{26, 26, 32}) == "26 × 26 × 32");
}

TEST_CASE("A tensor is aligned, zero and followed by readable zeros", "[tensor]") {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 1000u}) {
    CAPTURE(size);
    const Tensor tensor({size});
    CHECK(tensor.size() == size);
    CHECK(tensor.shape() == Shape{size});
    CHECK(reinterpret_cast<std::uintptr_t>(tensor.data()) % 64 == 0);
    CHECK(std::all_of(tensor.data(), tensor.data() + size + 16, [](float x) { return x == 0; }));
  }
}

TEST_CASE("A tensor by default is empty", "[tensor]") {
  const Tensor tensor;
  CHECK(tensor.size() == 0);
  CHECK(tensor.values().empty());
  const Tensor copy = tensor;  // NOLINT: copying nothing must work
  CHECK(copy.size() == 0);
}

TEST_CASE("Copies of a tensor have memory of their own", "[tensor]") {
  Tensor original({2, 3});
  original[4] = 7;
  Tensor copy = original;
  original[4] = 8;
  CHECK(copy[4] == 7);
  CHECK(copy.shape() == Shape{2, 3});
  Tensor assigned({100});
  assigned = copy;
  copy[4] = 9;
  CHECK(assigned[4] == 7);
  CHECK(assigned.shape() == Shape{2, 3});
  Tensor& self = assigned;
  assigned = self;
  CHECK(assigned[4] == 7);
}

TEST_CASE("A moved tensor takes its memory along", "[tensor]") {
  static_assert(std::is_nothrow_move_constructible_v<Tensor>);
  Tensor original({3});
  original[1] = 5;
  const float* data = original.data();
  const Tensor moved = std::move(original);
  CHECK(moved.data() == data);
  CHECK(moved[1] == 5);
}

TEST_CASE("Memory that cannot be had is an error for the visitor", "[tensor]") {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
  const std::string sentence = " numbers. Choose a smaller batch or network, or close other tabs.";
  for (const Shape& shape :
       {Shape{most}, Shape{most / 4}, Shape{most / 4 - 16}, Shape{2, most / 16}}) {
    CAPTURE(shape);
    CHECK(refusal([&] { Tensor{shape}; }) ==
          "out-of-memory: There is not enough memory for " + to_string(shape) + sentence);
  }
  // An assignment that fails leaves the tensor as it was.
  Tensor tensor({2});
  tensor[1] = 3;
  CHECK_THROWS_AS(tensor = Tensor({most / 4}), Error);
  CHECK(tensor[1] == 3);
}
