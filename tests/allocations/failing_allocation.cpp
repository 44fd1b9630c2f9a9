#include "failing_allocation.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>

// What the linker makes of the calls: see CMakeLists.txt.
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* old, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
void* __real_memalign(std::size_t alignment, std::size_t size);
int __real_posix_memalign(void** memory, std::size_t alignment, std::size_t size);
}

namespace fitting_room::test {
namespace {

constexpr std::size_t never = 0;
/// Which allocation fails, and how many there have been. The engine's threads count, too.
std::atomic<std::size_t> first_to_fail = never, seen = 0;
std::atomic<bool> all_that_follow = false;

bool fails() {
  const std::size_t first = first_to_fail;
  if (first == never) return false;
  const std::size_t number = ++seen;
  return number == first || (all_that_follow && number > first);
}

void* allocate(std::size_t size) {
  if (fails()) return nullptr;
  return __real_malloc(size == 0 ? 1 : size);
}

void* allocate(std::size_t size, std::align_val_t alignment) {
  void* memory = nullptr;
  if (fails() || __real_posix_memalign(&memory, static_cast<std::size_t>(alignment), size) != 0) {
    return nullptr;
  }
  return memory;
}

void* or_throw(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

FailingAllocation::FailingAllocation(std::size_t number, Then then) {
  seen = 0;
  all_that_follow = then == Then::stay;
  first_to_fail = number;
}

FailingAllocation::~FailingAllocation() { first_to_fail = never; }

bool FailingAllocation::happened() const { return seen >= first_to_fail; }

}  // namespace fitting_room::test

using fitting_room::test::allocate;
using fitting_room::test::fails;
using fitting_room::test::or_throw;

void* operator new(std::size_t size) { return or_throw(allocate(size)); }
void* operator new[](std::size_t size) { return or_throw(allocate(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return or_throw(allocate(size, alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return or_throw(allocate(size, alignment));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate(size, alignment);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

extern "C" {
void* __wrap_malloc(std::size_t size) { return fails() ? nullptr : __real_malloc(size); }
void* __wrap_calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : __real_calloc(count, size);
}
void* __wrap_realloc(void* old, std::size_t size) {
  return fails() ? nullptr : __real_realloc(old, size);
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : __real_aligned_alloc(alignment, size);
}
void* __wrap_memalign(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : __real_memalign(alignment, size);
}
int __wrap_posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  return fails() ? ENOMEM : __real_posix_memalign(memory, alignment, size);
}
}
