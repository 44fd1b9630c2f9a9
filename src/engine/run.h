#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/classes.h"
#include "data/images.h"
#include "engine/checkpoint.h"
#include "engine/none_output.h"
#include "engine/run_images.h"
#include "kernels/thread_pool.h"
#include "nn/sequential.h"
#include "training/batch_runner.h"
#include "training/mixture.h"
#include "training/trainer.h"

namespace fitting_room {

/// One training of a network, with all that it is made on. It changes the network at each step,
/// unless pictures of no garment are mixed in: then it trains a wider copy, which has an output for
/// them, and what that has learned is taken off it with take_none_off().
class Run {
 public:
  /// Begins with the network's present parameters. Network, its runner, the pool and the data set
  /// must outlive it. @param mixture more samples for each batch, behind its images; null for none.
  /// @param examples the visitor's own, which the mixture has; perhaps none. @param none the output
  /// that a wider copy goes on with; nullptr for one without an opinion.
  Run(Sequential& network, BatchRunner& runner, ThreadPool& pool, const TrainingSettings& settings,
      RunImages images, std::shared_ptr<const Mixture> mixture, ImageSet examples,
      const NoneOutput* none);
  /// Goes on with a saved run, bit for bit, and gives the network its parameters, or, where there
  /// is a wider copy, leaves that to take_none_off(). @param checkpoint whose network is the wider
  /// copy, or null where there is none. @throws Error "bad-checkpoint".
  Run(Sequential& network, BatchRunner& runner, ThreadPool& pool, Checkpoint checkpoint,
      RunImages images, std::shared_ptr<const Mixture> mixture);

  StepReport step() { return trainer_->step(); }
  StepReport report() const { return trainer_->report(); }
  bool ended() const { return trainer_->ended(); }
  const std::vector<EpochRecord>& history() const { return trainer_->history(); }
  const TrainingSettings& settings() const { return trainer_->settings(); }
  const RunImages& images() const { return images_; }
  const ImageSet& examples() const { return examples_; }
  /// Whether it is one with examples of the visitor's own.
  bool corrects() const { return examples_.size() != 0; }

  bool is_wide() const { return wide_ != nullptr; }
  /// What the wider copy has learned. @param narrow receives the rest of its network.
  NoneOutput take_none_off(Sequential& narrow) const {
    return NoneOutput::take_off(*wide_, narrow);
  }

  /// What the summary says of the weights as they are now. @param before what it said until then.
  std::string trained_sentence(const std::string& before) const;

  /// Its whole state. @param classes of the network. @throws Error "wrong-state" with examples.
  std::vector<std::uint8_t> save(const Classes& classes) const;

 private:
  const Sequential& network_;
  RunImages images_;
  std::shared_ptr<const Mixture> mixture_;
  ImageSet examples_;
  std::unique_ptr<Sequential> wide_;
  std::unique_ptr<BatchRunner> wide_runner_;
  std::unique_ptr<Trainer> trainer_;
  // Of the images and what is mixed in, once it has been saved: they are millions of bytes, and a
  // run is saved often, or never.
  mutable std::optional<std::uint64_t> fingerprint_;
};

}  // namespace fitting_room
