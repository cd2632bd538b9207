#include "records/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace largestep {
namespace {

constexpr double kSecondsBetweenRedraws = 0.2;
constexpr double kSecondsBeforeExpecting = 3;
constexpr double kLossSmoothing = 0.95;
constexpr int kMostBarCells = 24;
constexpr int kFewestBarCells = 6;
constexpr const char* kEraseLine = "\r\033[K";

/// "100", or "0.52" of a run that ends within an epoch.
std::string epochs_of(const PaceOptions& run) {
  const auto per_epoch = std::max<std::int64_t>(run.steps_per_epoch, 1);
  if (run.total_steps % per_epoch == 0) return fmt::format("{}", run.total_steps / per_epoch);
  return fmt::format("{:.2f}", static_cast<double>(run.total_steps) / static_cast<double>(per_epoch));
}

}  // namespace

ProgressBar::ProgressBar(const ProgressBarOptions& options)
    : options_(options),
      watched_(terminal_.is_watched()),
      colours_(terminal_.has_colours()),
      pace_(options.pace),
      started_(std::chrono::steady_clock::now()),
      step_(options.pace.first_step) {}

void ProgressBar::print(const std::string& text) const {
  if (options_.silent) return;
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

double ProgressBar::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

double ProgressBar::seconds_between_shows() const {
  return watched_ ? kSecondsBetweenRedraws : options_.seconds_between_lines;
}

bool ProgressBar::is_due(double at) const { return !options_.silent && at - shown_ >= seconds_between_shows(); }

bool ProgressBar::shows_next() const { return is_due(seconds() + last_step_seconds_); }

void ProgressBar::on_steps(std::span<const StepRecord> steps) {
  if (steps.empty()) return;
  for (const auto& record : steps) {
    smoothed_loss_ = record.step == options_.pace.first_step + 1
                         ? record.loss
                         : kLossSmoothing * smoothed_loss_ + (1 - kLossSmoothing) * record.loss;
  }
  const double now = seconds();
  last_step_seconds_ = (now - stepped_) / static_cast<double>(steps.back().step - step_);
  stepped_ = now;
  step_ = steps.back().step;
  pace_.step_taken(step_, now);
  expect();
  if (!is_due(now)) return;
  shown_ = now;
  if (watched_) return draw(text(steps.back()));
  print(text(steps.back()) + "\n");
}

/// Says once, as soon as there is a pace, how long the run will take.
void ProgressBar::expect() {
  if (has_expected_ || !pace_.is_known() || seconds() < kSecondsBeforeExpecting) return;
  has_expected_ = true;
  if (step_ >= options_.pace.total_steps) return;
  line(fmt::format("expected: done in about {}, evaluations included, at {:.0f} {}/s",
                   format_duration(pace_.seconds_left_of_run()), pace_.images_per_second(), options_.unit));
}

std::vector<LinePart> ProgressBar::figures(const StepRecord& record) const {
  const auto& run = options_.pace;
  const double share = static_cast<double>(step_) / static_cast<double>(std::max<std::int64_t>(run.total_steps, 1));
  const double run_left = pace_.seconds_left_of_run();
  const double epoch_left = pace_.seconds_left_of_epoch();
  const double active = options_.last_block_active ? options_.last_block_active() : std::nan("");
  std::vector<LinePart> parts{
      {.text = fmt::format("{:.0f} %", std::floor(100 * share)), .style = fmt::emphasis::bold},
      {.text = fmt::format("step {}/{}", step_, run.total_steps), .brief = fmt::format("step {}", step_), .rank = 8},
      {.text = fmt::format("epoch {:.2f}/{}", record.epoch, epochs_of(run)),
       .brief = fmt::format("epoch {:.2f}", record.epoch),
       .rank = 4},
      {.text = fmt::format("loss {:.3f}", smoothed_loss_), .rank = 2},
      {.text = fmt::format("step size {:.4g}", record.step_size),
       .brief = fmt::format("t {:.4g}", record.step_size),
       .rank = 3},
  };
  if (std::isfinite(active)) {
    parts.push_back({.text = fmt::format("{} active {:.1f} %", options_.last_block, 100 * active),
                     .brief = fmt::format("{:.0f} % active", 100 * active),
                     .rank = 6});
  }
  const auto rate = pace_.images_per_second();
  parts.push_back(
      {.text = fmt::format("{:.0f} {}/s", rate, options_.unit), .brief = fmt::format("{:.0f}/s", rate), .rank = 5});
  parts.push_back({.text = fmt::format("epoch {} left", format_duration(epoch_left)),
                   .brief = fmt::format("epoch -{}", format_clock(epoch_left)),
                   .rank = 7});
  parts.push_back({.text = fmt::format("run {} left", format_duration(run_left)),
                   .brief = fmt::format("run -{}", format_clock(run_left)),
                   .rank = 1});
  return parts;
}

/// As many cells as there is room for; "" if there are too few to show anything.
std::string ProgressBar::bar(int columns) const {
  const int cells = std::min(columns, kMostBarCells);
  if (cells < kFewestBarCells) return "";
  const auto filled = static_cast<int>(cells * step_ / std::max<std::int64_t>(options_.pace.total_steps, 1));
  std::string done, open;
  for (int cell = 0; cell < cells; ++cell) (cell < filled ? done : open) += cell < filled ? "█" : "░";
  return (colours_ ? fmt::format(fg(fmt::terminal_color::cyan), "{}", done) : done) + open + "  ";
}

std::string ProgressBar::text(const StepRecord& record) const {
  const auto parts = figures(record);
  if (!watched_) return fitted_line(parts, 0, false);
  const int columns = terminal_.columns() - 1;  // a line filled to the last column wraps on some terminals
  const int room = columns - columns_of(fitted_line(parts, columns, false)) - 2;
  return bar(room) + fitted_line(parts, columns, colours_);
}

/// What takes away the line that is drawn, over as many rows as it has wrapped to where the window has become narrower.
std::string ProgressBar::erased() const {
  const int rows = (drawn_ - 1) / std::max(terminal_.columns(), 1);
  return rows > 0 ? fmt::format("\033[{}A\r\033[J", rows) : kEraseLine;
}

void ProgressBar::draw(const std::string& text) {
  print(erased() + text);
  drawn_ = columns_of(text);
}

void ProgressBar::busy(const std::string& with) {
  const double now = seconds();
  if (!watched_ || (busy_ >= 0 && now - busy_ < kSecondsBetweenRedraws)) return;
  busy_ = now;
  draw(with);
}

void ProgressBar::line(const std::string& text) {
  print((watched_ ? erased() : "") + text + "\n");
  drawn_ = 0;
}

void ProgressBar::line(const std::vector<LinePart>& parts) {
  line(fitted_line(parts, watched_ ? terminal_.columns() : 0, colours_));
}

void ProgressBar::finish() {
  if (watched_) draw("");
}

}  // namespace largestep
