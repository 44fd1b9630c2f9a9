#include "training/trainer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "kernels/philox.h"
#include "tensor/error.h"
#include "training/augmentation.h"
#include "training/evaluator.h"
#include "training/shuffled.h"

namespace fitting_room {
namespace {

/// A copy of the parameters costs a fraction of a per cent of a step's time at this distance.
constexpr std::size_t steps_between_copies = 16;

/// Moving statistics that are not initial are followed as after so many steps, with full momentum.
constexpr std::size_t statistics_settled = 1000;

std::size_t batches(std::size_t count, std::size_t size) { return (count + size - 1) / size; }

/// NaN, infinite, or on the way there: no run comes back from a loss this far above guessing.
bool hopeless(double loss) { return !(loss < 1e4); }

void check_size(const Tensor& tensor, std::size_t size) {
  if (tensor.size() != size) {
    throw Error("bad-checkpoint",
                "This run belongs to another network. Open the file of a run of this network.");
  }
}

/// The epoch with the lowest validation loss, the first of equals; its number counts from 0.
std::size_t best_epoch(const std::vector<EpochRecord>& history) {
  const auto best = std::ranges::min_element(history, {}, &EpochRecord::validation_loss);
  return static_cast<std::size_t>(best - history.begin());
}

bool out_of_patience(const std::vector<EpochRecord>& history, std::size_t patience) {
  return patience != 0 && history.size() - 1 - best_epoch(history) >= patience;
}

/// Whether a run that has finished ended with the weights of an earlier epoch.
bool went_back(const TrainingSettings& settings, const TrainerState& state) {
  return settings.patience != 0 && best_epoch(state.history) + 1 != state.history.size();
}

/// The counters of a state from a file must be ones that this run can have.
class StateCheck {
 public:
  explicit StateCheck(const TrainerState& state) : state_(state) {}

  /// @param mixed_in to each batch, beside the training images.
  void counters(const TrainingSettings& settings, std::size_t training, std::size_t validation,
                std::size_t mixed_in) {
    const std::size_t training_steps = batches(training, settings.batch_size);
    const std::size_t validation_steps = batches(validation, Evaluator::batch_size);
    const bool finished = state_.phase == Phase::finished;
    require(state_.history.size() == state_.epoch);
    const bool early = validation != 0 && state_.epoch != 0 && state_.epoch < settings.epochs &&
                       out_of_patience(state_.history, settings.patience);
    require(finished ? early || state_.epoch == settings.epochs
                     : !early && state_.epoch < settings.epochs);
    switch (state_.phase) {
      case Phase::training:
        require(state_.position < training_steps);
        require(state_.training.count == state_.position * (settings.batch_size + mixed_in));
        require(state_.validation.count == 0);
        break;
      case Phase::validating:
        require(state_.position < validation_steps);
        require(state_.training.count == training + training_steps * mixed_in);
        require(state_.validation.count == state_.position * Evaluator::batch_size);
        break;
      case Phase::finished: require(state_.position == 0); break;
      case Phase::diverged: require(state_.position < training_steps + validation_steps); break;
    }
  }

  void metrics(std::size_t classes) {
    for (const Metrics& metrics : {state_.training, state_.validation}) {
      require(metrics.correct <= metrics.count);
      require_confusion(metrics.confusion, classes, metrics.count);
    }
    for (std::size_t i = 0; i < state_.history.size(); ++i) {
      require(state_.history[i].epoch == i + 1);
      require_confusion(state_.history[i].confusion, classes, {});
    }
  }

 private:
  static void require(bool condition) {
    if (!condition) {
      throw Error("bad-checkpoint", "The counters of this saved run do not make sense.");
    }
  }

  static void require_confusion(const std::vector<std::uint32_t>& confusion, std::size_t classes,
                                std::optional<std::size_t> count) {
    if (confusion.empty()) return;
    require(confusion.size() == classes * classes);
    require(!count || std::reduce(confusion.begin(), confusion.end(), std::size_t{0}) == *count);
  }

  const TrainerState& state_;
};

}  // namespace

void lengthen(TrainingSettings& settings, TrainerState& state, std::size_t epochs) {
  const auto refuse = [](const std::string& why) { throw Error("bad-settings", why); };
  if (epochs <= settings.epochs) {
    refuse("This run has " + std::to_string(settings.epochs) + " epochs already: ask for more.");
  }
  epochs = parse_settings(R"({"epochs": )" + std::to_string(epochs) + "}").epochs;  // in range
  if (settings.schedule != Schedule::constant) {
    refuse(
        "Its learning rate falls until the last epoch, so this run cannot go on beyond it. Train "
        "it again with more epochs, or a new one from its weights.");
  }
  if (state.phase == Phase::diverged) {
    refuse("This run diverged, so it cannot go on. Train it again with a smaller learning rate.");
  }
  if (state.phase == Phase::finished) {
    if (went_back(settings, state)) {
      refuse(
          "It ended with the weights of its best epoch, and those of the last one, from which it "
          "would go on, are gone. Train it again with more patience.");
    }
    state.phase = Phase::training;
    state.message.clear();
  }
  settings.epochs = epochs;
}

Trainer::Trainer(Sequential& network, BatchRunner& runner, const TrainingSettings& settings,
                 ImageRange training, ImageRange validation, const Mixture* mixture)
    : network_(network),
      settings_(settings),
      training_images_(training),
      validation_images_(validation),
      mixture_(mixture),
      runner_(runner),
      optimizer_(settings, network.parameters().size()),
      fresh_statistics_(network.statistics_are_initial()),
      last_good_(network.parameters()) {
  shuffle();
}

Trainer::Trainer(Sequential& network, BatchRunner& runner, const TrainingSettings& settings,
                 ImageRange training, ImageRange validation, const TrainerState& state,
                 const Mixture* mixture)
    : Trainer(network, runner, settings, training, validation, mixture) {
  const std::size_t size = network.parameters().size();
  check_size(state.parameters, size);
  check_size(state.last_good, size);
  check_size(state.first_moment, optimizer_.first_moment().size());
  check_size(state.second_moment, optimizer_.second_moment().size());
  check_size(state.best, seeks_best() && !state.history.empty() ? size : 0);
  StateCheck check(state);
  check.counters(settings, training.count, validation.count, mixed_in());
  check.metrics(network.classes());
  Tensor parameters = state.parameters;
  optimizer_.first_moment() = state.first_moment;
  optimizer_.second_moment() = state.second_moment;
  last_good_ = state.last_good;
  best_ = state.best;
  phase_ = state.phase;
  epoch_ = state.epoch;
  position_ = state.position;
  training_ = state.training;
  validation_ = state.validation;
  history_ = state.history;
  message_ = state.message;
  fresh_statistics_ = state.fresh_statistics;
  shuffle();
  // Last, for all before it may fail.
  network.parameters() = std::move(parameters);
  network.parameters_changed();
}

std::size_t Trainer::training_steps() const {
  return batches(training_images_.count, settings_.batch_size);
}

std::size_t Trainer::validation_steps() const {
  return batches(validation_images_.count, Evaluator::batch_size);
}

void Trainer::shuffle() {
  order_ = shuffled(training_images_.count,
                    Philox(settings_.seed, Purpose::shuffle, static_cast<std::uint32_t>(epoch_),
                           /*step=*/0));
}

StepReport Trainer::step() {
  if (ended()) throw std::logic_error("step() after the run has ended");
  StepReport report;
  report.phase = phase_;
  report.epoch = epoch_ + 1;
  report.epochs = settings_.epochs;
  if (phase_ == Phase::training) {
    train_batch(report);
  } else {
    validate_batch(report);
  }
  return report;
}

void Trainer::tell(StepReport& report, const Metrics& batch, const Metrics& epoch) {
  report.images = batch.count;
  report.loss = batch.loss();
  report.accuracy = batch.accuracy();
  report.mean_loss = epoch.loss();
  report.mean_accuracy = epoch.accuracy();
}

void Trainer::train_batch(StepReport& report) {
  const std::size_t first = position_ * settings_.batch_size;
  const std::size_t count = std::min(settings_.batch_size, training_images_.count - first);
  const std::span<const std::uint32_t> batch = std::span(order_).subspan(first, count);
  const std::size_t step = epoch_ * training_steps() + position_;  // over the whole run, from 0
  Pass pass;
  pass.seed = settings_.seed;
  pass.step = static_cast<std::uint32_t>(step);
  pass.dropout_scale = static_cast<float>(settings_.dropout_scale);
  std::vector<ClassSet> targets;
  for (const std::uint32_t index : batch) {
    targets.push_back(only_class(training_images_.label(index)));
  }
  for (std::size_t i = 0; i < mixed_in(); ++i) {
    targets.push_back(mixture_->target(pass.seed, pass.step, i));
  }
  const Augmenter augmenter(settings_, pass.step);
  const auto fill = [&](std::size_t start, std::size_t samples, float* rows) {
    for (std::size_t i = start; i < start + samples; ++i, rows += image_pixels) {
      if (i >= count) {
        mixture_->fill(pass.seed, pass.step, i - count, rows);
        continue;
      }
      training_images_.gather(batch[i], rows);
      augmenter.apply(i, training_images_.label(batch[i]), rows);
    }
  };
  const Metrics metrics = runner_.train(pass, targets, fill, settings_.label_smoothing);

  report.step = position_ + 1;
  report.steps = training_steps();
  tell(report, metrics, training_);
  if (hopeless(metrics.loss())) return diverge(report);
  if (position_ % steps_between_copies == 0) keep_if_good(metrics);
  const std::size_t steps = settings_.epochs * training_steps();
  // The loss would not tell: a ReLU makes zeros of NaN.
  const double rate = learning_rate_at(settings_, step, steps);
  const std::size_t statistics_step = step + 1 + (fresh_statistics_ ? 0 : statistics_settled);
  if (!runner_.apply(optimizer_, step + 1, rate, statistics_step)) return diverge(report);
  training_.add(metrics);
  tell(report, metrics, training_);
  if (++position_ < training_steps()) return;
  position_ = 0;
  if (validation_steps() == 0) {
    end_epoch(report);
  } else {
    phase_ = Phase::validating;
  }
}

void Trainer::diverge(StepReport& report) {
  network_.parameters() = last_good_;
  network_.parameters_changed();
  optimizer_ = Optimizer(settings_, last_good_.size());  // its moments may be infinite
  phase_ = Phase::diverged;
  message_ = "Training diverged in epoch " + std::to_string(epoch_ + 1) +
             ": the loss grew beyond all bounds. The last good weights were kept. "
             "Try a smaller learning rate.";
  report.phase = phase_;
  report.message = message_;
}

void Trainer::keep_if_good(const Metrics& batch) {
  // A single batch can be lucky, so the epoch must be going well too, or the one before it.
  Metrics epoch = training_;
  epoch.add(batch);
  double loss = std::max(batch.loss(), epoch.loss());
  if (position_ == 0 && !history_.empty()) loss = std::max(loss, history_.back().loss);
  // Guessing at random costs log(classes). Parameters that do far worse are about to diverge.
  const double guessing = std::log(static_cast<double>(network_.classes()));
  if (loss <= 2 * guessing) last_good_ = network_.parameters();
}

void Trainer::validate_batch(StepReport& report) {
  const std::size_t first = position_ * Evaluator::batch_size;
  const std::size_t count = std::min(Evaluator::batch_size, validation_images_.count - first);
  const Metrics metrics =
      evaluate_batch(runner_, network_.classes(), validation_images_, first, count);
  report.steps = validation_steps();
  tell(report, metrics, validation_);
  if (hopeless(metrics.loss())) return diverge(report);
  validation_.add(metrics);
  tell(report, metrics, validation_);
  report.step = ++position_;
  if (position_ == validation_steps()) end_epoch(report);
}

void Trainer::end_epoch(StepReport& report) {
  EpochRecord record;
  record.epoch = ++epoch_;
  record.loss = training_.loss();
  record.accuracy = training_.accuracy();
  record.validation_loss = validation_.loss();
  record.validation_accuracy = validation_.accuracy();
  record.confusion = validation_.confusion;
  history_.push_back(record);
  report.epoch_end = record;
  training_ = {};
  validation_ = {};
  position_ = 0;
  if (seeks_best()) keep_if_best();
  const bool stops = seeks_best() && out_of_patience(history_, settings_.patience);
  phase_ = stops || epoch_ == settings_.epochs ? Phase::finished : Phase::training;
  if (!ended()) return shuffle();
  report.phase = phase_;
  if (seeks_best()) return_to_best(report);
}

void Trainer::keep_if_best() {
  if (best_epoch(history_) + 1 == history_.size()) best_ = network_.parameters();
}

void Trainer::return_to_best(StepReport& report) {
  const std::size_t best = best_epoch(history_) + 1;
  if (best == epoch_) return;
  network_.parameters() = best_;
  network_.parameters_changed();
  message_ = "Epoch " + std::to_string(best) +
             " had the lowest validation loss; its weights are "
             "the ones that were kept.";
  if (epoch_ < settings_.epochs) message_ = "Stopped early. " + message_;
  report.message = message_;
}

std::size_t Trainer::trained_epochs() const {
  return seeks_best() && phase_ == Phase::finished ? best_epoch(history_) + 1 : history_.size();
}

StepReport Trainer::report() const {
  StepReport report;
  report.phase = phase_;
  report.epoch = std::min(epoch_ + 1, settings_.epochs);
  report.epochs = settings_.epochs;
  report.step = position_;
  report.steps = phase_ == Phase::validating ? validation_steps() : training_steps();
  const Metrics& metrics = phase_ == Phase::validating ? validation_ : training_;
  tell(report, metrics, metrics);
  report.message = message_;
  return report;
}

TrainerState Trainer::state() const {
  TrainerState state;
  state.phase = phase_;
  state.epoch = epoch_;
  state.position = position_;
  state.training = training_;
  state.validation = validation_;
  state.history = history_;
  state.message = message_;
  state.fresh_statistics = fresh_statistics_;
  state.parameters = network_.parameters();
  state.last_good = last_good_;
  state.best = best_;
  state.first_moment = optimizer_.first_moment();
  state.second_moment = optimizer_.second_moment();
  return state;
}

}  // namespace fitting_room
