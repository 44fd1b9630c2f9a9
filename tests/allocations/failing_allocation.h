#pragma once

#include <cstddef>

namespace fitting_room::test {

/// While it lives, an allocation fails: of C++ and of the C that is linked into the program, but
/// not of the C library.
class FailingAllocation {
 public:
  enum class Then { recover, stay };

  /// @param number counted from 1. @param then whether only that one fails or all that follow, too.
  FailingAllocation(std::size_t number, Then then);
  ~FailingAllocation();
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;

  /// Whether there have been so many allocations.
  bool happened() const;
};

}  // namespace fitting_room::test
