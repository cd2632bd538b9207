#include "train/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace largestep {
namespace {

constexpr double kSecondsBetweenRedraws = 0.2;
constexpr double kLossSmoothing = 0.95;
constexpr int kBarCells = 24;

}  // namespace

void ProgressBar::print(const std::string& text) const {
  if (options_.silent) return;
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

ProgressBar::ProgressBar(const ProgressBarOptions& options)
    : options_(options), started_(std::chrono::steady_clock::now()), shown_(started_), step_(options.first_step) {}

double ProgressBar::images_per_second() const {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started_;
  const double training = std::max(elapsed.count() - excluded_, 1e-9);
  return static_cast<double>((step_ - options_.first_step) * options_.batch_size) / training;
}

void ProgressBar::on_steps(std::span<const StepRecord> steps) {
  if (steps.empty()) return;
  for (const auto& record : steps) {
    smoothed_loss_ = record.step == options_.first_step + 1
                         ? record.loss
                         : kLossSmoothing * smoothed_loss_ + (1 - kLossSmoothing) * record.loss;
  }
  step_ = steps.back().step;
  const auto now = std::chrono::steady_clock::now();
  const double interval = options_.terminal ? kSecondsBetweenRedraws : options_.seconds_between_lines;
  if (std::chrono::duration<double>(now - shown_).count() < interval) return;
  shown_ = now;
  print(options_.terminal ? "\r\033[K" + text(steps.back()) : text(steps.back()) + "\n");
}

std::string ProgressBar::text(const StepRecord& record) const {
  const auto rate = images_per_second();
  const double left = static_cast<double>((options_.total_steps - step_) * options_.batch_size) / std::max(rate, 1e-9);
  std::string bar;
  if (options_.terminal) {
    const auto filled = static_cast<int>(kBarCells * step_ / std::max<std::int64_t>(options_.total_steps, 1));
    for (int cell = 0; cell < kBarCells; ++cell) bar += cell < filled ? "█" : "░";
    bar += " ";
  }
  return fmt::format("{}step {}/{}  epoch {:.2f}  loss {:.3f}  step size {:g}  {:.0f} {}/s  {} left", bar, step_,
                     options_.total_steps, record.epoch, smoothed_loss_, record.step_size, rate, options_.unit,
                     format_duration(left));
}

void ProgressBar::line(const std::string& text) { print((options_.terminal ? "\r\033[K" : "") + text + "\n"); }

void ProgressBar::finish() {
  if (options_.terminal) print("\r\033[K");
}

std::string format_duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::max(seconds, 0.0) + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace largestep
