#include "training/batch_runner.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>

#include "tensor/views.h"

namespace fitting_room {
namespace {

/// Samples that go through the network together. Fewer keep the activations in the second-level
/// cache, more give the kernels longer loops.
constexpr std::size_t training_slice = 8;
constexpr std::size_t inference_slice = 16;

/// A chunk of parameters that one thread updates.
constexpr std::size_t update_chunk = 16 * 1024;

/// Looks at all of them, since a loop that stops early is not vectorised.
bool all_finite(std::span<const float> values) {
  bool finite = true;
  for (const float value : values) finite &= std::fabs(value) <= std::numeric_limits<float>::max();
  return finite;
}

/// Keeps the first exception that a thread meets, to throw it on the caller.
class FirstException {
 public:
  template <typename Body>
  void guard(const Body& body) noexcept {
    try {
      body();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!exception_) exception_ = std::current_exception();
    }
  }
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr exception_;
};

}  // namespace

BatchRunner::BatchRunner(Sequential& network, ThreadPool& pool)
    : network_(network), pool_(pool), training_(pool.threads()), inference_(pool.threads()) {}

Workspace& BatchRunner::training_workspace(std::size_t thread) {
  auto& workspace = training_[thread];
  if (!workspace) workspace = std::make_unique<Workspace>(network_, training_slice, true);
  return *workspace;
}

Workspace& BatchRunner::inference_workspace(std::size_t thread) {
  auto& workspace = inference_[thread];
  if (!workspace) workspace = std::make_unique<Workspace>(network_, inference_slice, false);
  return *workspace;
}

Metrics BatchRunner::train(Pass pass, std::span<const std::uint8_t> labels,
                           const FillSamples& fill, double label_smoothing) {
  pass.training = true;
  const std::size_t batch = labels.size();
  const std::size_t classes = network_.classes();
  const float scale = 1.0f / static_cast<float>(batch);
  const auto smoothing = static_cast<float>(label_smoothing);
  while (lane_gradients_.size() < lanes) lane_gradients_.emplace_back(network_.parameters().shape());

  std::vector<Metrics> lane_metrics(lanes);
  FirstException failure;
  pool_.parallel_for(lanes, [&](std::size_t thread, std::size_t lane) {
    failure.guard([&] {
      Workspace& workspace = training_workspace(thread);
      Tensor& gradients = lane_gradients_[lane];
      std::fill_n(gradients.data(), gradients.size(), 0.0f);
      const std::size_t end = batch * (lane + 1) / lanes;
      Pass slice = pass;
      for (std::size_t first = batch * lane / lanes; first < end; first += slice.samples) {
        slice.first_sample = first;
        slice.samples = std::min(training_slice, end - first);
        fill(first, slice.samples, workspace.input().data());
        const std::span<const float> logits = network_.forward(slice, workspace);
        lane_metrics[lane].add(
            measure(classes, logits, labels.subspan(first, slice.samples), scale,
                    workspace.logits_gradient().first(slice.samples * classes), false,
                    smoothing));
        network_.backward(slice, workspace, gradients);
      }
    });
  });
  failure.rethrow();
  Metrics metrics;
  for (const Metrics& lane : lane_metrics) metrics.add(lane);
  return metrics;
}

bool BatchRunner::apply(Optimizer& optimizer, std::uint64_t step, double learning_rate) {
  const std::size_t size = network_.parameters().size();
  const std::size_t chunks = (size + update_chunk - 1) / update_chunk;
  std::atomic<bool> finite = true;
  pool_.parallel_for(chunks, [&](std::size_t, std::size_t chunk) {
    const std::size_t begin = chunk * update_chunk;
    const std::size_t count = std::min(update_chunk, size - begin);
    // In one pass: memory is what this waits for.
    static_assert(lanes == 4);
    float* sum = lane_gradients_[0].data() + begin;
    const float* second = lane_gradients_[1].data() + begin;
    const float* third = lane_gradients_[2].data() + begin;
    const float* fourth = lane_gradients_[3].data() + begin;
    for (std::size_t i = 0; i < count; ++i) {
      sum[i] = sum[i] + second[i] + (third[i] + fourth[i]);
    }
    const std::span<float> parameters = network_.parameters().values();
    optimizer.update(step, learning_rate, begin, {sum, count}, parameters);
    if (!all_finite(parameters.subspan(begin, count))) finite = false;
  });
  network_.parameters_changed();
  return finite;
}

Tensor BatchRunner::gradients() const {
  Tensor sum = lane_gradients_.front();
  for (std::size_t lane = 1; lane < lanes; ++lane) {
    ArrayView(sum.data(), sum.size()) +=
        ConstArrayView(lane_gradients_[lane].data(), lane_gradients_[lane].size());
  }
  return sum;
}

void BatchRunner::infer(std::size_t count, const FillSamples& fill, std::span<float> logits,
                        std::span<float> features) {
  const std::size_t slices = (count + inference_slice - 1) / inference_slice;
  FirstException failure;
  pool_.parallel_for(slices, [&](std::size_t thread, std::size_t index) {
    failure.guard([&] {
      Workspace& workspace = inference_workspace(thread);
      Pass pass;
      pass.first_sample = index * inference_slice;
      pass.samples = std::min(inference_slice, count - pass.first_sample);
      fill(pass.first_sample, pass.samples, workspace.input().data());
      std::ranges::copy(network_.forward(pass, workspace),
                        logits.subspan(pass.first_sample * network_.classes()).begin());
      if (features.empty()) return;
      std::ranges::copy(workspace.features(pass),
                        features.subspan(pass.first_sample * network_.features()).begin());
    });
  });
  failure.rethrow();
}

}  // namespace fitting_room
