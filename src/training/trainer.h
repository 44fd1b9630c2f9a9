#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/images.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/image_range.h"
#include "training/metrics.h"
#include "training/mixture.h"
#include "training/optimizer.h"
#include "training/settings.h"

namespace fitting_room {

enum class Phase { training, validating, finished, diverged };

/// What one step of a run did.
struct StepReport {
  /// What the step was; finished or diverged when the run can take no more steps.
  Phase phase = Phase::training;
  std::size_t epoch = 0, epochs = 0;  // counted from 1
  std::size_t step = 0, steps = 0;    // batches done in this epoch's training or validation, of all
  std::size_t images = 0;             // in this batch, with what is mixed in
  double loss = 0, accuracy = 0;      // of this batch
  /// Of all images of this epoch's training or validation so far.
  double mean_loss = 0, mean_accuracy = 0;
  std::optional<EpochRecord> epoch_end;  // when the step ended an epoch
  std::string message;                   // for the visitor, when the run diverged or stopped early
};

/// Everything that a run needs to go on as if it had never been interrupted, besides network
/// description, settings and images.
struct TrainerState {
  Phase phase = Phase::training;
  std::size_t epoch = 0;     // finished epochs
  std::size_t position = 0;  // batches done in the current phase of the current epoch
  Metrics training;          // of the current epoch so far
  Metrics validation;
  std::vector<EpochRecord> history;
  std::string message;
  bool fresh_statistics = true;  // whether the run began with initial moving statistics
  Tensor parameters;
  Tensor last_good;  // parameters from before a divergence
  Tensor best;       // parameters of the best epoch so far; empty where that is not asked for
  Tensor first_moment, second_moment;
};

/// Gives a run more epochs: from its state it goes on bit for bit as if it had had them from the
/// start. One that has finished is training again. @throws Error "bad-settings" with a sentence
/// that says why it cannot: where its steps depend on where it ends, or its last weights are gone.
void lengthen(TrainingSettings& settings, TrainerState& state, std::size_t epochs);

/// One run: epochs of shuffled batches with a validation after each, as a state machine that is
/// advanced one batch at a time. To pause is not to call step(); to stop is to drop the trainer.
class Trainer {
 public:
  /// Starts a run from the network's present parameters. Network, its runner and the images must
  /// outlive it. @param mixture more samples for each batch, behind its images; nullptr for none.
  Trainer(Sequential& network, BatchRunner& runner, const TrainingSettings& settings,
          ImageRange training, ImageRange validation, const Mixture* mixture = nullptr);
  /// Continues the run that state() was taken from, bit for bit. Overwrites the network's
  /// parameters. @throws Error "bad-checkpoint" when the state does not fit the network.
  Trainer(Sequential& network, BatchRunner& runner, const TrainingSettings& settings,
          ImageRange training, ImageRange validation, const TrainerState& state,
          const Mixture* mixture = nullptr);

  /// Trains on one batch or validates one. When the loss is NaN, infinite or absurd the run ends:
  /// the network gets back the last good parameters and the report says so.
  ///
  /// With a patience, the run also ends after so many epochs without a validation loss below the
  /// best one, and whenever it ends the network gets back the parameters of its best epoch.
  /// @throws std::logic_error when the run has ended.
  StepReport step();

  bool ended() const { return phase_ == Phase::finished || phase_ == Phase::diverged; }
  const TrainingSettings& settings() const { return settings_; }
  const std::vector<EpochRecord>& history() const { return history_; }
  /// Whole epochs behind the network's parameters: fewer than in the history once a run with a
  /// patience has gone back to its best one.
  std::size_t trained_epochs() const;
  /// Where the run stands, in the form of the last step's report.
  StepReport report() const;
  TrainerState state() const;

 private:
  std::size_t training_steps() const;
  std::size_t mixed_in() const { return mixture_ ? mixture_->per_batch() : 0; }
  std::size_t validation_steps() const;
  void shuffle();
  /// Tells of a batch that was added to the epoch's.
  static void tell(StepReport& report, const Metrics& batch, const Metrics& epoch);
  void train_batch(StepReport& report);
  void validate_batch(StepReport& report);
  void end_epoch(StepReport& report);
  void diverge(StepReport& report);
  void keep_if_good(const Metrics& batch);
  /// Whether epochs are compared, to keep the best one's parameters.
  bool seeks_best() const { return settings_.patience != 0 && validation_images_.count != 0; }
  void keep_if_best();
  void return_to_best(StepReport& report);

  Sequential& network_;
  TrainingSettings settings_;
  ImageRange training_images_, validation_images_;
  const Mixture* mixture_;
  BatchRunner& runner_;
  Optimizer optimizer_;
  Phase phase_ = Phase::training;
  std::size_t epoch_ = 0;
  std::size_t position_ = 0;
  Metrics training_, validation_;
  std::vector<EpochRecord> history_;
  std::string message_;
  bool fresh_statistics_;
  Tensor last_good_, best_;
  /// The epoch's order of training images, made anew from seed and epoch.
  std::vector<std::uint32_t> order_;
};

}  // namespace fitting_room
