#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "records/pace.h"
#include "terminal/terminal.h"
#include "train/step_recorder.h"

namespace largestep {

struct ProgressBarOptions {
  bool silent = false;                             ///< print nothing; the pace is still measured
  std::string unit = "images";                     ///< what a batch is made of
  PaceOptions pace = {};                           ///< of the run
  double seconds_between_lines = 10;               ///< where nobody watches
  std::string last_block = {};                     ///< its name
  std::function<double()> last_block_active = {};  ///< asked when drawing; NaN: not known
};

/// Shows where a run stands on stdout: a bar that is drawn anew where a person watches, a line now and then elsewhere.
class ProgressBar final : public StepListener {
 public:
  explicit ProgressBar(const ProgressBarOptions& options);
  void on_steps(std::span<const StepRecord> steps) override;
  /// Prints a line of its own, above the bar where a person watches.
  void line(const std::string& text);
  /// The same, fitted to the terminal.
  void line(const std::vector<LinePart>& parts);
  /// Says in place of the bar, where a person watches, what takes the time until it is drawn again.
  void busy(const std::string& with);
  /// Time that is not training does not count in the rate, but in the time left.
  void evaluated(double seconds) { pace_.evaluated(seconds); }
  void measured(double seconds) { pace_.measured(seconds); }
  /// Removes the bar; the cursor is at the start of an empty line.
  void finish();
  /// Whether the next step will be shown, if it takes as long as the last one.
  bool shows_next() const;
  double images_per_second() const { return pace_.images_per_second(); }

 private:
  double seconds() const;
  bool is_due(double at) const;
  double seconds_between_shows() const;
  void expect();
  std::vector<LinePart> figures(const StepRecord& record) const;
  std::string bar(int columns) const;
  std::string text(const StepRecord& record) const;
  std::string erased() const;
  void draw(const std::string& text);
  void print(const std::string& text) const;

  ProgressBarOptions options_;
  Terminal terminal_{1};
  bool watched_;
  bool colours_;
  Pace pace_;
  std::chrono::steady_clock::time_point started_;
  double shown_ = 0.0;  ///< seconds after the start
  double busy_ = -1.0;  ///< since when; -1: never was
  int drawn_ = 0;       ///< columns of what is drawn now
  double stepped_ = 0.0;
  double last_step_seconds_ = 0.0;
  std::int64_t step_;
  bool has_expected_ = false;
  double smoothed_loss_ = 0.0;
};

}  // namespace largestep
