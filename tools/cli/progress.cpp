#include "cli/progress.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <utility>

#include "cli/terminal.h"
#include "text/shown.h"
#include "training/evaluator.h"

namespace fitting_room::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t widest_bar = 20;

std::string line_bar(double part, std::size_t width) {
  const auto full = static_cast<std::size_t>(std::lround(part * static_cast<double>(width)));
  std::string text;
  for (std::size_t i = 0; i < width; ++i) text += i < full ? "━" : "─";
  return text;
}

/// Four decimals as in Keras; a loss on its way to infinity needs no decimals.
std::string loss_text(double loss) { return fixed(loss, loss < 10'000 ? 4 : 0); }

/// A step that takes so many times as long for an image as those before, and longer than that, is
/// doubted.
constexpr double much_longer = 8, doubtful_seconds = 1;

}  // namespace

bool LiveLine::due() const {
  static const bool terminal = stdout_is_terminal();
  return terminal && Clock::now() - drawn_ >= std::chrono::milliseconds(100);
}

void LiveLine::draw(const std::string& before, double part, const std::string& after) {
  // The last column stays free: a full line makes some terminals begin another.
  const std::size_t room = terminal_width() - 1;
  const std::size_t taken = columns(before) + columns(after) + 2;
  const std::size_t width = taken < room ? std::min(widest_bar, room - taken) : 0;
  std::string text = before + " " + line_bar(part, width) + " " + after;
  if (width == 0 && columns(text) > room) text.resize(room);  // plain ASCII without the bar
  std::cout << '\r' << text << "\x1b[K" << std::flush;
  drawn_ = Clock::now();
  visible_ = true;
}

void LiveLine::clear() {
  if (visible_) std::cout << "\r\x1b[K" << std::flush;
  visible_ = false;
}

void LiveLine::finish(const std::string& text) {
  clear();
  std::cout << text << std::endl;
}

bool TrainingProgress::Work::add(double more_images, double more_seconds) {
  const bool doubtful = images != 0 && more_seconds > doubtful_seconds &&
                        more_seconds > much_longer * seconds_each() * more_images;
  if (doubtful && !std::exchange(doubted, true)) return false;
  doubted = doubtful;
  images += more_images;
  seconds += more_seconds;
  return true;
}

TrainingProgress::TrainingProgress(const TrainingSettings& settings, std::size_t validation_images,
                                   const StepReport& start)
    : settings_(settings),
      validation_images_(static_cast<double>(validation_images)),
      steps_((settings.training_images + settings.batch_size - 1) / settings.batch_size),
      last_(Clock::now()) {
  if (start.phase == Phase::training && start.step != 0) begin_epoch(start.epoch);
}

double TrainingProgress::training_images_at(std::size_t step) const {
  return static_cast<double>(std::min(step * settings_.batch_size, settings_.training_images));
}

void TrainingProgress::begin_epoch(std::size_t epoch) {
  epoch_ = epoch;
  epoch_training_ = {};
  epoch_seconds_ = 0;
  trained_ = {};
  std::cout << "Epoch " << epoch << "/" << settings_.epochs << std::endl;
}

std::string TrainingProgress::speed_text() const {
  const double rate = epoch_training_.images > 0 ? 1 / epoch_training_.seconds_each() : 0;
  return with_commas(static_cast<std::size_t>(std::lround(rate))) + " images/s";
}

std::string TrainingProgress::metrics_text() const {
  if (trained_.images == 0) return "";
  return " - loss: " + loss_text(trained_.mean_loss) +
         " - accuracy: " + fixed(trained_.mean_accuracy, 4);
}

double TrainingProgress::seconds_left(const StepReport& report) const {
  if (training_.images == 0 && validation_.images == 0) return 0;
  // Where one of the two was not seen yet: training goes forward and back, about three times the
  // work of validation.
  constexpr double validation_speedup = 3;
  const double training_cost = training_.images != 0
                                   ? training_.seconds_each()
                                   : validation_speedup * validation_.seconds_each();
  const double validation_cost =
      validation_.images != 0 ? validation_.seconds_each() : training_cost / validation_speedup;

  const bool training = report.phase == Phase::training;
  const auto per_epoch = static_cast<double>(settings_.training_images);
  const auto epochs_after = static_cast<double>(settings_.epochs - report.epoch);
  const double trained = training ? training_images_at(report.step) : per_epoch;
  const double validated =
      training
          ? 0
          : std::min(static_cast<double>(report.step * Evaluator::batch_size), validation_images_);
  return training_cost * (epochs_after * per_epoch + per_epoch - trained) +
         validation_cost * (epochs_after * validation_images_ + validation_images_ - validated);
}

void TrainingProgress::show(const StepReport& report) {
  const Clock::time_point now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - last_).count();
  last_ = now;
  if (report.phase == Phase::diverged) return line_.clear();
  if (report.epoch != epoch_) begin_epoch(report.epoch);
  epoch_seconds_ += seconds;
  if (report.phase == Phase::training) {
    const double images = training_images_at(report.step) - training_images_at(report.step - 1);
    if (training_.add(images, seconds)) {
      epoch_training_.images += images;
      epoch_training_.seconds += seconds;
    }
    trained_ = report;
  } else {
    validation_.add(static_cast<double>(report.images), seconds);
  }
  if (report.epoch_end) {
    const EpochRecord& record = *report.epoch_end;
    const std::string steps = std::to_string(steps_);
    line_.finish(steps + "/" + steps + " " + line_bar(1, widest_bar) + " " +
                 duration(epoch_seconds_) + " - " + speed_text() + " - loss: " +
                 loss_text(record.loss) + " - accuracy: " + fixed(record.accuracy, 4) +
                 " - val_loss: " + loss_text(record.validation_loss) +
                 " - val_accuracy: " + fixed(record.validation_accuracy, 4));
  } else if (line_.due()) {
    draw(report);
  }
}

void TrainingProgress::draw(const StepReport& report) {
  const std::string steps = std::to_string(report.steps);
  const std::string place = pad_left(std::to_string(report.step), steps.size()) + "/" + steps;
  const double part = static_cast<double>(report.step) / static_cast<double>(report.steps);
  const std::string left = duration(seconds_left(report)) + " left";
  if (report.phase == Phase::training) {
    line_.draw(place, part, left + " - " + speed_text() + metrics_text());
  } else {
    line_.draw("validating " + place, part, left + metrics_text());
  }
}

void TrainingProgress::stop() { line_.clear(); }

}  // namespace fitting_room::cli
