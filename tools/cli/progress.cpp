#include "cli/progress.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "cli/terminal.h"
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

std::string speed(double images, double seconds) {
  const double rate = seconds > 0 ? images / seconds : 0;
  return with_commas(static_cast<std::size_t>(std::lround(rate))) + " images/s";
}

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

TrainingProgress::TrainingProgress(const TrainingSettings& settings, std::size_t validation_images,
                                   const StepReport& start)
    : settings_(settings),
      validation_images_(static_cast<double>(validation_images)),
      steps_((settings.training_images + settings.batch_size - 1) / settings.batch_size),
      last_(Clock::now()) {
  if (start.phase != Phase::training || start.step == 0) return;
  // In the middle of an epoch: its mean loss goes on from what was saved.
  begin_epoch(start.epoch);
  counted_ = training_images_at(start.step);
  loss_sum_ = start.loss * counted_;
  correct_ = start.accuracy * counted_;
}

double TrainingProgress::training_images_at(std::size_t step) const {
  return static_cast<double>(std::min(step * settings_.batch_size, settings_.training_images));
}

void TrainingProgress::begin_epoch(std::size_t epoch) {
  epoch_ = epoch;
  epoch_training_ = {};
  epoch_seconds_ = counted_ = loss_sum_ = correct_ = 0;
  std::cout << "Epoch " << epoch << "/" << settings_.epochs << std::endl;
}

std::string TrainingProgress::metrics_text() const {
  if (counted_ == 0) return "";
  return " - loss: " + loss_text(loss_sum_ / counted_) +
         " - accuracy: " + fixed(correct_ / counted_, 4);
}

double TrainingProgress::seconds_left(const StepReport& report) const {
  if (training_.images == 0 && validation_.images == 0) return 0;
  // Where one of the two was not seen yet: training goes forward and back, about three times the
  // work of validation.
  double training_cost = training_.seconds / std::max(training_.images, 1.0);
  double validation_cost = validation_.seconds / std::max(validation_.images, 1.0);
  if (training_.images == 0) training_cost = 3 * validation_cost;
  if (validation_.images == 0) validation_cost = training_cost / 3;

  const bool training = report.phase == Phase::training;
  const auto per_epoch = static_cast<double>(settings_.training_images);
  const auto epochs_after = static_cast<double>(settings_.epochs - report.epoch);
  const double trained = training ? training_images_at(report.step) : per_epoch;
  const double validated = training ? 0 : static_cast<double>(report.step * Evaluator::batch_size);
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
    for (Work* work : {&training_, &epoch_training_}) {
      work->images += images;
      work->seconds += seconds;
    }
    counted_ += images;
    loss_sum_ += report.loss * images;
    correct_ += report.accuracy * images;
  } else {
    validation_.images += static_cast<double>(Evaluator::batch_size);
    validation_.seconds += seconds;
  }
  if (report.epoch_end) {
    const EpochRecord& record = *report.epoch_end;
    const std::string steps = std::to_string(steps_);
    line_.finish(
        steps + "/" + steps + " " + line_bar(1, widest_bar) + " " + duration(epoch_seconds_) +
        " - " + speed(epoch_training_.images, epoch_training_.seconds) +
        " - loss: " + loss_text(record.loss) + " - accuracy: " + fixed(record.accuracy, 4) +
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
    line_.draw(
        place, part,
        left + " - " + speed(epoch_training_.images, epoch_training_.seconds) + metrics_text());
  } else {
    line_.draw("validating " + place, part, left + metrics_text());
  }
}

void TrainingProgress::stop() { line_.clear(); }

}  // namespace fitting_room::cli
