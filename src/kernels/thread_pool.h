#pragma once

#include <cstddef>

struct pthreadpool;

namespace fitting_room {

/// Threads that share out a loop; the calling thread is one of them. Which thread runs which index
/// is not fixed, so what a body computes must depend on its index alone.
class ThreadPool {
 public:
  /// @param threads at least 1; 1 runs everything on the caller, as does any number in a build
  /// without threads. @throws Error "out-of-memory".
  explicit ThreadPool(std::size_t threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t threads() const { return threads_; }

  /// Calls `body(thread, index)` once for each index in [0, count), where `thread` < threads()
  /// never runs twice at once, and returns when all have finished. The body must not throw.
  template <typename Body>
  void parallel_for(std::size_t count, const Body& body) {
    run(
        count,
        [](void* context, std::size_t thread, std::size_t index) {
          (*static_cast<const Body*>(context))(thread, index);
        },
        const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  using Task = void (*)(void* context, std::size_t thread, std::size_t index);
  void run(std::size_t count, Task task, void* context);

  std::size_t threads_;
  pthreadpool* pool_ = nullptr;
};

}  // namespace fitting_room
