#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "train/step_recorder.h"

namespace largestep {

struct ProgressBarOptions {
  bool silent = false;                ///< print nothing; the rate is still measured
  bool terminal = false;              ///< redraw one line (a person watches) or print a line now and then (a pipe)
  const char* unit = "images";        ///< what a batch is made of
  std::int64_t total_steps = 0;       ///< of the whole run
  std::int64_t batch_size = 0;        ///< of these a step, for the rate
  std::int64_t first_step = 0;        ///< steps done before (a resumed run)
  double seconds_between_lines = 10;  ///< in a pipe
};

/// Shows rate, loss, step size and time left on stdout.
class ProgressBar final : public StepListener {
 public:
  explicit ProgressBar(const ProgressBarOptions& options);
  void on_steps(std::span<const StepRecord> steps) override;
  /// Prints a whole line of its own, above the bar on a terminal.
  void line(const std::string& text);
  /// Time that is not training (an evaluation) does not count in the rate.
  void exclude(double seconds) { excluded_ += seconds; }
  /// Removes the bar; the cursor is at the start of an empty line.
  void finish();
  double images_per_second() const;

 private:
  std::string text(const StepRecord& record) const;
  void print(const std::string& text) const;

  ProgressBarOptions options_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point shown_;
  std::int64_t step_;
  double excluded_ = 0.0;
  double smoothed_loss_ = 0.0;
};

/// Seconds as "42 s", "3 min 20 s", "2 h 05 min".
std::string format_duration(double seconds);

}  // namespace largestep
