#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "training/settings.h"
#include "training/trainer.h"

namespace fitting_room::cli {

/// A line at the bottom of a terminal that is drawn over while something runs. Where standard
/// output is no terminal, only the last text is printed, and no control character ever.
class LiveLine {
 public:
  /// Whether drawing now would be seen: on a terminal, and not sooner than 0.1 s after the last.
  bool due() const;
  /// The text begins with `before`, then a bar that is filled to `part` (0 to 1), then `after`;
  /// the bar takes the room that is left.
  void draw(const std::string& before, double part, const std::string& after);
  /// Ends the line with this text.
  void finish(const std::string& text);
  /// Takes the line away.
  void clear();

 private:
  std::chrono::steady_clock::time_point drawn_{};
  bool visible_ = false;
};

/// Prints a run as Keras does: for each epoch a progress bar, its speed, loss and accuracy.
class TrainingProgress {
 public:
  /// @param validation_images looked at after each epoch.
  /// @param start where the run stands; its epoch is 0 for a new one.
  TrainingProgress(const TrainingSettings& settings, std::size_t validation_images,
                   const StepReport& start);

  /// To be called after each step of the run.
  void show(const StepReport& report);
  /// Ends the line of an epoch that will not be finished.
  void stop();

 private:
  /// How long so many images took.
  struct Work {
    double images = 0, seconds = 0;
    bool doubted = false;  // the last step
    /// A step that took very much longer than those before is left out, unless the one before it
    /// was as slow: the program was held (Ctrl-Z), or the computer asleep.
    /// @return whether it counts.
    bool add(double more_images, double more_seconds);
    double seconds_each() const { return seconds / images; }
  };
  void begin_epoch(std::size_t epoch);
  std::string speed_text() const;
  std::string metrics_text() const;
  void draw(const StepReport& report);
  double seconds_left(const StepReport& report) const;
  double training_images_at(std::size_t step) const;

  TrainingSettings settings_;
  double validation_images_;
  std::size_t epoch_ = 0;
  StepReport trained_;  // of this epoch's training; while it validates, the last
  std::size_t steps_;   // training batches in an epoch
  std::chrono::steady_clock::time_point last_;
  Work training_, validation_;  // since this program started, for the time left
  Work epoch_training_;         // of this epoch, for its speed
  double epoch_seconds_ = 0;
  LiveLine line_;
};

}  // namespace fitting_room::cli
