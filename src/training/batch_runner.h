#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "kernels/thread_pool.h"
#include "nn/sequential.h"
#include "training/metrics.h"
#include "training/optimizer.h"

namespace fitting_room {

/// Writes samples [first, first + count) of a batch as rows {count, input shape}. Called from
/// several threads at once.
using FillSamples = std::function<void(std::size_t first, std::size_t count, float* rows)>;

/// Looks at what a pass left in its workspace. Called from several threads at once, each with other
/// samples of the batch.
using LookAtSamples = std::function<void(const Pass& pass, const Workspace& workspace)>;

/// Pushes batches through a network on several threads.
///
/// A training batch is cut into lanes; a thread takes a whole lane, forward and backward, in small
/// slices whose activations stay near its cache. The lanes' gradients are then summed in a fixed
/// order. Nothing in that depends on the number of threads, so the same seed gives the same loss on
/// one thread and on eight. Where layers need the whole batch
/// (BatchNormalization), each lane keeps all its activations and the lanes meet between stages.
class BatchRunner {
 public:
  /// Lanes of a training batch of so many samples, which so many threads can share at most. Eight
  /// would make one of 32 samples some 7 % slower, but not one of 128.
  static constexpr std::size_t lanes_of(std::size_t batch) { return batch < 64 ? 4 : most_lanes; }
  static constexpr std::size_t most_lanes = 8;
  /// Samples of a lane that go through the network together. Fewer keep the activations in the
  /// second-level cache, more give the kernels longer loops.
  static constexpr std::size_t training_slice = 8;

  BatchRunner(Sequential& network, ThreadPool& pool);

  /// Loss and gradients of one batch; the gradients wait for apply().
  /// @param pass seed and step; its sample fields are set here. @param targets of each sample.
  /// @param label_smoothing 0 to 1; see softmax_cross_entropy().
  Metrics train(Pass pass, std::span<const ClassSet> targets, const FillSamples& fill,
                double label_smoothing = 0);
  Metrics train(Pass pass, std::span<const std::uint8_t> labels, const FillSamples& fill,
                double label_smoothing = 0);

  /// Lets the optimizer change the network's parameters by the gradients of the last train(),
  /// once. @return whether all parameters are finite numbers afterwards.
  /// @param step counted from 1, for the optimizer. @param statistics_step the same for moving
  /// statistics, which may be older than the run.
  bool apply(Optimizer& optimizer, std::uint64_t step, double learning_rate,
             std::uint64_t statistics_step);
  bool apply(Optimizer& optimizer, std::uint64_t step, double learning_rate) {
    return apply(optimizer, step, learning_rate, step);
  }

  /// The gradients of the last train(), before or after their apply(), laid out as the parameters;
  /// empty before the first one.
  Tensor gradients() const;

  /// Forward only. @param look is called after each slice of the batch.
  void infer(std::size_t count, const FillSamples& fill, const LookAtSamples& look);
  /// Forward only. @param logits receives {count, classes}. @param features receives what the last
  /// layer reads, {count, Sequential::features()}; empty where nobody wants it.
  void infer(std::size_t count, const FillSamples& fill, std::span<float> logits,
             std::span<float> features = {});

 private:
  struct Batch;
  /// Calls body(thread, lane) for each lane. @throws what a body threw.
  void for_each_lane(const std::function<void(std::size_t, std::size_t)>& body);
  /// Each lane on its own, a few samples at a time. @return each lane's.
  std::vector<Metrics> train_in_slices(const Batch& batch);
  /// All samples of all lanes, stage by stage.
  std::vector<Metrics> train_in_stages(const Batch& batch);
  Workspace& training_workspace(std::size_t thread);
  Workspace& inference_workspace(std::size_t thread);

  Sequential& network_;
  ThreadPool& pool_;
  /// One of each for each thread, made when first needed.
  std::vector<std::unique_ptr<Workspace>> training_, inference_;
  /// One for each lane, where lanes have to meet.
  std::vector<std::unique_ptr<Workspace>> lane_workspaces_;
  std::vector<Tensor> lane_gradients_;
  std::size_t lanes_ = 0;  // of the last batch
  bool summed_ = false;    // the first lane's gradients are those of all lanes
  bool cleared_ = false;   // the others' are zero again
};

}  // namespace fitting_room
