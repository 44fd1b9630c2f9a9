#include "training/batch_runner.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <iterator>
#include <limits>
#include <mutex>

#include "tensor/views.h"

namespace fitting_room {
namespace {

/// The same as training_slice, forward only.
constexpr std::size_t inference_slice = 16;

/// A chunk of parameters that one thread updates.
constexpr std::size_t update_chunk = 16 * 1024;

/// Looks at all of them, since a loop that stops early is not vectorised.
bool all_finite(std::span<const float> values) {
  bool finite = true;
  for (const float value : values) finite &= std::fabs(value) <= std::numeric_limits<float>::max();
  return finite;
}

void clear(Tensor& tensor) { std::ranges::fill(tensor.values(), 0.0f); }

/// sum += others, which are zero afterwards, for the next batch. In one pass: memory is what this
/// waits for.
void add_three(float* __restrict sum, float* __restrict second, float* __restrict third,
               float* __restrict fourth, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    sum[i] = sum[i] + second[i] + (third[i] + fourth[i]);
    second[i] = third[i] = fourth[i] = 0.0f;
  }
}
void add_one(float* __restrict sum, float* __restrict other, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    sum[i] += other[i];
    other[i] = 0.0f;
  }
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

/// What all lanes of a training batch share.
struct BatchRunner::Batch {
  Pass pass;
  std::span<const ClassSet> targets;
  const FillSamples& fill;
  float smoothing;
  std::size_t lanes;

  std::size_t begin(std::size_t lane) const { return targets.size() * lane / lanes; }
  std::size_t end(std::size_t lane) const { return begin(lane + 1); }

  /// The pass of some of the samples.
  Pass part(std::size_t first, std::size_t count) const {
    Pass part = pass;
    part.first_sample = first;
    part.samples = count;
    return part;
  }

  /// Loss of a part from its logits, and the gradient by them.
  Metrics loss(const Pass& part, std::span<const float> logits, Workspace& workspace) const {
    const std::size_t classes = workspace.logits_gradient().size() / workspace.max_samples();
    return measure(classes, logits, targets.subspan(part.first_sample, part.samples),
                   1.0f / static_cast<float>(targets.size()),
                   workspace.logits_gradient().first(part.samples * classes), smoothing);
  }
};

Metrics BatchRunner::train(Pass pass, std::span<const std::uint8_t> labels, const FillSamples& fill,
                           double label_smoothing) {
  std::vector<ClassSet> targets;
  std::ranges::transform(labels, std::back_inserter(targets), only_class);
  return train(pass, targets, fill, label_smoothing);
}

Metrics BatchRunner::train(Pass pass, std::span<const ClassSet> targets, const FillSamples& fill,
                           double label_smoothing) {
  pass.training = pass.backward = true;
  const Batch batch{pass, targets, fill, static_cast<float>(label_smoothing),
                    lanes_of(targets.size())};
  lanes_ = batch.lanes;
  if (!cleared_) std::ranges::for_each(lane_gradients_, clear);
  while (lane_gradients_.size() < batch.lanes)
    lane_gradients_.emplace_back(network_.parameters().shape());
  summed_ = cleared_ = false;
  Metrics metrics;
  for (const Metrics& lane :
       network_.stages() == 1 ? train_in_slices(batch) : train_in_stages(batch)) {
    metrics.add(lane);
  }
  return metrics;
}

void BatchRunner::for_each_lane(const std::function<void(std::size_t, std::size_t)>& body) {
  FirstException failure;
  pool_.parallel_for(lanes_, [&](std::size_t thread, std::size_t lane) {
    failure.guard([&] { body(thread, lane); });
  });
  failure.rethrow();
}

std::vector<Metrics> BatchRunner::train_in_slices(const Batch& batch) {
  std::vector<Metrics> metrics(batch.lanes);
  for_each_lane([&](std::size_t thread, std::size_t lane) {
    Workspace& workspace = training_workspace(thread);
    Tensor& gradients = lane_gradients_[lane];
    if (lane == 0) clear(gradients);
    Pass slice;
    for (std::size_t first = batch.begin(lane); first < batch.end(lane); first += slice.samples) {
      slice = batch.part(first, std::min(training_slice, batch.end(lane) - first));
      batch.fill(first, slice.samples, workspace.input().data());
      const std::span<const float> logits = network_.forward(slice, workspace);
      metrics[lane].add(batch.loss(slice, logits, workspace));
      network_.backward(slice, workspace, gradients);
    }
  });
  return metrics;
}

std::vector<Metrics> BatchRunner::train_in_stages(const Batch& batch) {
  // A batch that is smaller than the last one fits as well.
  const std::size_t lanes = batch.lanes, most = (batch.targets.size() + lanes - 1) / lanes;
  if (lane_workspaces_.size() < lanes || lane_workspaces_[0]->max_samples() < most) {
    lane_workspaces_.clear();
    std::vector<std::unique_ptr<Workspace>> made(lanes);
    for_each_lane([&](std::size_t, std::size_t lane) {
      made[lane] = std::make_unique<Workspace>(network_, most, true);
    });
    lane_workspaces_ = std::move(made);
  }
  std::vector<Metrics> metrics(lanes);
  const auto part = [&](std::size_t lane) {
    return batch.part(batch.begin(lane), batch.end(lane) - batch.begin(lane));
  };
  for_each_lane([&](std::size_t, std::size_t lane) {
    if (lane == 0) clear(lane_gradients_[lane]);
    batch.fill(batch.begin(lane), part(lane).samples, lane_workspaces_[lane]->input().data());
  });
  std::vector<Workspace*> all;
  for (std::size_t lane = 0; lane < lanes; ++lane) all.push_back(lane_workspaces_[lane].get());

  const std::size_t stages = network_.stages();
  for (std::size_t stage = 0; stage < stages; ++stage) {
    for_each_lane([&](std::size_t, std::size_t lane) {
      network_.forward_stage(stage, part(lane), *all[lane]);
    });
    network_.meet_forward(stage, all);
  }
  for (std::size_t stage = stages; stage-- > 0;) {
    for_each_lane([&](std::size_t, std::size_t lane) {
      if (stage == stages - 1) {
        const std::span<const float> logits = network_.logits(part(lane), *all[lane]);
        metrics[lane] = batch.loss(part(lane), logits, *all[lane]);
      }
      network_.backward_stage(stage, part(lane), *all[lane], lane_gradients_[lane]);
    });
    network_.meet_backward(stage, all);
  }
  return metrics;
}

bool BatchRunner::apply(Optimizer& optimizer, std::uint64_t step, double learning_rate,
                        std::uint64_t statistics_step) {
  const std::size_t size = network_.trainable_size();
  const std::size_t chunks = (size + update_chunk - 1) / update_chunk;
  std::atomic<bool> finite = true;
  pool_.parallel_for(chunks, [&](std::size_t, std::size_t chunk) {
    const std::size_t begin = chunk * update_chunk;
    const std::size_t count = std::min(update_chunk, size - begin);
    const auto gradients = [&](std::size_t lane) { return lane_gradients_[lane].data() + begin; };
    for (std::size_t lane = 0; lane < lanes_; lane += 4) {
      add_three(gradients(lane), gradients(lane + 1), gradients(lane + 2), gradients(lane + 3),
                count);
    }
    if (lanes_ > 4) add_one(gradients(0), gradients(4), count);
    const std::span<float> parameters = network_.parameters().values();
    optimizer.update(step, learning_rate, begin, {gradients(0), count}, parameters);
    if (!all_finite(parameters.subspan(begin, count))) finite = false;
  });
  summed_ = cleared_ = true;
  network_.parameters_changed();
  if (!lane_workspaces_.empty()) network_.follow_batch(*lane_workspaces_.front(), statistics_step);
  return finite && all_finite(network_.parameters().values().subspan(size));
}

Tensor BatchRunner::gradients() const {
  if (lane_gradients_.empty()) return {};
  Tensor sum = lane_gradients_.front();
  for (std::size_t lane = 1; lane < lanes_ && !summed_; ++lane) {
    ArrayView(sum.data(), sum.size()) +=
        ConstArrayView(lane_gradients_[lane].data(), lane_gradients_[lane].size());
  }
  return sum;
}

void BatchRunner::infer(std::size_t count, const FillSamples& fill, const LookAtSamples& look) {
  const std::size_t slices = (count + inference_slice - 1) / inference_slice;
  FirstException failure;
  pool_.parallel_for(slices, [&](std::size_t thread, std::size_t index) {
    failure.guard([&] {
      Workspace& workspace = inference_workspace(thread);
      Pass pass;
      pass.first_sample = index * inference_slice;
      pass.samples = std::min(inference_slice, count - pass.first_sample);
      fill(pass.first_sample, pass.samples, workspace.input().data());
      network_.forward(pass, workspace);
      look(pass, workspace);
    });
  });
  failure.rethrow();
}

void BatchRunner::infer(std::size_t count, const FillSamples& fill, std::span<float> logits,
                        std::span<float> features) {
  infer(count, fill, [&](const Pass& pass, const Workspace& workspace) {
    std::ranges::copy(network_.logits(pass, workspace),
                      logits.subspan(pass.first_sample * network_.classes()).begin());
    if (features.empty()) return;
    std::ranges::copy(workspace.features(pass),
                      features.subspan(pass.first_sample * network_.features()).begin());
  });
}

}  // namespace fitting_room
