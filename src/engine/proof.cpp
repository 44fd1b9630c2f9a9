#include "engine/proof.h"

#include <atomic>
#include <bit>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include "kernels/philox.h"
#include "kernels/simd.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/optimizer.h"

namespace fitting_room {
namespace {

constexpr std::size_t samples = 15, steps = 2, side = 12, classes = 4;

/// As small as can be, and yet through every path of its kernels: images of one channel and of
/// several, with and without a pooling, directly and in Winograd's tiles, positions and filters
/// that fill the last tile and that do not. A new path for some shapes needs a layer of such a
/// shape.
NetworkDescription description() {
  constexpr auto relu = Activation::relu;
  return {
      "Proof",
      {side, side, 1},
      {{.type = LayerType::conv2d, .filters = 8, .kernel = 3, .activation = relu},
       {.type = LayerType::max_pool2d, .stride = 2, .pool = 2},
       {.type = LayerType::dropout, .rate = 0.25F},
       {.type = LayerType::conv2d, .filters = 12, .kernel = 3, .same = true, .activation = relu},
       {.type = LayerType::conv2d, .filters = 12, .kernel = 3, .same = true, .activation = relu},
       {.type = LayerType::max_pool2d, .stride = 2, .pool = 2},
       {.type = LayerType::conv2d, .filters = 10, .kernel = 2, .activation = relu},
       {.type = LayerType::flatten},
       {.type = LayerType::dense, .units = 20, .activation = relu},
       {.type = LayerType::dense, .units = classes, .activation = Activation::softmax}}};
}

/// FNV-1a, of 64 bits.
class Digest {
 public:
  void add(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3; }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add(std::span<const float> values) {
    for (const float value : values) add(std::uint64_t{std::bit_cast<std::uint32_t>(value)});
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

bool is_known(std::uint64_t digest) {
  return digest == Proven::apart || (simd::may_fuse && digest == Proven::fused);
}

/// All threads at once, each on its own: a pool may leave the work to those that come first.
bool each_proves(ThreadPool& pool) {
  std::mutex mutex;
  std::condition_variable complete;
  std::size_t missing = pool.threads();
  std::atomic<bool> right = true;
  pool.parallel_for(pool.threads(), [&](std::size_t, std::size_t) {
    {
      std::unique_lock lock(mutex);
      if (--missing == 0) complete.notify_all();
      complete.wait(lock, [&] { return missing == 0; });
    }
    try {
      ThreadPool alone(1);
      if (!is_known(proof(alone))) right = false;
    } catch (...) {
      right = false;
    }
  });
  return right;
}

}  // namespace

std::uint64_t proof(ThreadPool& pool) {
  Sequential network(description());
  network.initialise(1);
  BatchRunner runner(network, pool);
  Optimizer adam(TrainingSettings{}, network.trainable_size());

  const FillSamples fill = [](std::size_t first, std::size_t count, float* rows) {
    constexpr std::size_t pixels = side * side;
    const Philox noise(1, Purpose::look, 0, 0);
    for (std::size_t i = 0; i < count * pixels; ++i) {
      rows[i] = Philox::unit(noise((first * pixels + i) / 4)[i % 4]);
    }
  };
  std::vector<std::uint8_t> labels;
  for (std::size_t i = 0; i < samples; ++i) {
    labels.push_back(static_cast<std::uint8_t>(i % classes));
  }

  Digest digest;
  for (std::size_t step = 1; step <= steps; ++step) {
    const Pass pass{.training = true, .seed = 1, .step = static_cast<std::uint32_t>(step)};
    digest.add(runner.train(pass, labels, fill).loss());
    digest.add(runner.gradients().values());
    runner.apply(adam, step, 0.01);
    digest.add(network.parameters().values());
  }
  std::vector<float> logits(samples * classes);
  runner.infer(samples, fill, logits);
  digest.add(logits);
  return digest.value();
}

bool proves(ThreadPool& pool) {
  return (pool.threads() == 1 || each_proves(pool)) && is_known(proof(pool));
}

}  // namespace fitting_room
