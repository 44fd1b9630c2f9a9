#include "engine/run.h"

#include <utility>

#include "tensor/error.h"
#include "text/shown.h"

namespace fitting_room {
namespace {

/// @param mixed whether it was trained on more than the data set.
std::string sentence_of_epochs(std::size_t epochs, const TrainingSettings& settings, bool mixed) {
  if (epochs == 0) return "Trained for less than an epoch.";
  return "Trained for " + std::to_string(epochs) + (epochs == 1 ? " epoch on " : " epochs on ") +
         with_commas(settings.training_images) + " images" +
         (mixed ? ", with photos and drawings beside them." : ".");
}

std::string sentence_of_examples(const std::string& before, std::size_t examples) {
  const std::string beginning = "Then corrected by ";
  std::string sentence = before.substr(0, before.find(beginning));
  if (!sentence.empty() && sentence.back() != ' ') sentence += ' ';
  return sentence + beginning + with_commas(examples) +
         (examples == 1 ? " example." : " examples.");
}

}  // namespace

Run::Run(Sequential& network, BatchRunner& runner, ThreadPool& pool,
         const TrainingSettings& settings, RunImages images, std::shared_ptr<const Mixture> mixture,
         ImageSet examples, const NoneOutput* none)
    : network_(network),
      images_(std::move(images)),
      mixture_(std::move(mixture)),
      examples_(std::move(examples)) {
  if (mixture_ && mixture_->has_outliers()) {
    wide_ = none ? none->put_on(network) : NoneOutput::widened(network);
    wide_runner_ = std::make_unique<BatchRunner>(*wide_, pool);
  }
  trainer_ =
      std::make_unique<Trainer>(wide_ ? *wide_ : network, wide_ ? *wide_runner_ : runner, settings,
                                images_.training, images_.validation, mixture_.get());
}

Run::Run(Sequential& network, BatchRunner& runner, ThreadPool& pool, Checkpoint checkpoint,
         RunImages images, std::shared_ptr<const Mixture> mixture)
    : network_(network),
      images_(std::move(images)),
      mixture_(std::move(mixture)),
      wide_(std::move(checkpoint.network)),
      fingerprint_(checkpoint.images_fingerprint) {
  if (wide_) wide_runner_ = std::make_unique<BatchRunner>(*wide_, pool);
  trainer_ = std::make_unique<Trainer>(wide_ ? *wide_ : network, wide_ ? *wide_runner_ : runner,
                                       checkpoint.settings, images_.training, images_.validation,
                                       checkpoint.state, mixture_.get());
}

std::string Run::trained_sentence(const std::string& before) const {
  return corrects()
             ? sentence_of_examples(before, examples_.size())
             : sentence_of_epochs(trainer_->trained_epochs(), settings(), mixture_ != nullptr);
}

std::vector<std::uint8_t> Run::save(const Classes& classes) const {
  if (corrects()) {
    throw Error("wrong-state",
                "A run with examples of your own cannot be saved. Download the model instead.");
  }
  if (!fingerprint_) fingerprint_ = images_.fingerprint(mixture_.get());
  return write_checkpoint(wide_ ? *wide_ : network_, classes, settings(), trainer_->state(),
                          *fingerprint_);
}

}  // namespace fitting_room
