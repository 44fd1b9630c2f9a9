#include "kernels/thread_pool.h"

#include <pthreadpool.h>

#include "tensor/error.h"

namespace fitting_room {
namespace {

#if defined(__wasm__) && !defined(__EMSCRIPTEN_PTHREADS__)
constexpr bool has_threads = false;
#else
constexpr bool has_threads = true;
#endif

}  // namespace

ThreadPool::ThreadPool(std::size_t threads) : threads_(has_threads && threads > 1 ? threads : 1) {
  if (threads_ == 1) return;
  pool_ = pthreadpool_create(threads_);
  if (pool_ == nullptr) {
    throw Error("out-of-memory", "The threads could not be started. Close other tabs and reload.");
  }
  threads_ = pthreadpool_get_threads_count(pool_);
}

ThreadPool::~ThreadPool() {
  if (pool_ != nullptr) pthreadpool_destroy(pool_);
}

void ThreadPool::run(std::size_t count, Task task, void* context) {
  if (pool_ == nullptr || count == 1) {
    for (std::size_t index = 0; index < count; ++index) task(context, 0, index);
    return;
  }
  pthreadpool_parallelize_1d_with_thread(pool_, task, context, count, /*flags=*/0);
}

}  // namespace fitting_room
