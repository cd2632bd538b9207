#include "measure/loss_stabilization.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "measure/sliding_median.h"

namespace largestep {
namespace {

// Below the full step size and a warm-up that grows less than fivefold, above the usual decay to a tenth.
constexpr double kLargeShare = 0.2;
// A warm-up, a cosine or a triangle changes far less from a step to the next; a decay far more.
constexpr double kSuddenDrop = 0.9;
// Windows are a tenth of the run: enough losses for a median good to a few per cent at batch 64, and as long as the
// last part of the paper's schedules, whose loss is the end level.
constexpr std::size_t kWindowsPerRun = 10;
// One and a half windows: a single pair of windows that happens to be level is not enough.
constexpr double kShortestShare = 0.15;
constexpr std::size_t kFewestSteps = 100;

/// Rows first .. end - 1.
struct Stretch {
  std::size_t first;
  std::size_t end;
};

std::vector<Stretch> large_phases(std::span<const double> step_sizes) {
  const double large = kLargeShare * *std::max_element(step_sizes.begin(), step_sizes.end());
  std::vector<Stretch> phases;
  for (std::size_t row = 0; row < step_sizes.size(); ++row) {
    if (!(step_sizes[row] > large)) continue;
    const bool continues =
        !phases.empty() && phases.back().end == row && step_sizes[row] >= kSuddenDrop * step_sizes[row - 1];
    if (continues) {
      ++phases.back().end;
    } else {
      phases.push_back({row, row + 1});
    }
  }
  return phases;
}

/// Stretches of rows of a phase at which the loss has stopped falling, interruptions ignored, not yet extended.
std::vector<Stretch> level_rows(std::span<const double> losses, Stretch phase, std::size_t window) {
  std::vector<Stretch> stretches;
  if (phase.end - phase.first < 2 * window) return stretches;
  const auto medians = sliding_median(losses.subspan(phase.first, phase.end - phase.first), window);
  const double pace = std::pow(kStabilizationFactor, 1.0 / static_cast<double>(kWindowsPerRun));
  for (std::size_t row = phase.first; row < phase.end; ++row) {
    const std::size_t middle = std::clamp(row, phase.first + window, phase.end - window) - phase.first;
    if (!(medians[middle - window] <= pace * medians[middle])) continue;
    if (!stretches.empty() && row - stretches.back().end < window / 2) {
      stretches.back().end = row + 1;
    } else {
      stretches.push_back({row, row + 1});
    }
  }
  return stretches;
}

/// Extends stretches by `reach` on both sides; where that would make two overlap they meet in the middle.
void extend(std::vector<Stretch>& stretches, Stretch phase, std::size_t reach) {
  std::size_t free_from = phase.first;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    auto& [first, end] = stretches[i];
    const std::size_t free_to = i + 1 < stretches.size() ? (end + stretches[i + 1].first) / 2 : phase.end;
    first = std::max(free_from + reach, first) - reach;
    end = std::min(end + reach, free_to);
    free_from = free_to;
  }
}

}  // namespace

std::vector<StabilizationInterval> loss_stabilization(const LossHistory& history) {
  const auto& [steps, epochs, step_sizes, losses] = history;
  const std::size_t rows = losses.size();
  if (steps.size() != rows || epochs.size() != rows || step_sizes.size() != rows) {
    fail(ErrorKind::kInvalidArgument, "a loss history has columns of {}, {}, {} and {} rows; they must be equally long",
         steps.size(), epochs.size(), step_sizes.size(), rows);
  }
  std::vector<StabilizationInterval> intervals;
  if (rows < kFewestSteps) return intervals;
  const std::size_t window = rows / kWindowsPerRun;
  const double end_level = median(losses.last(window));
  if (!(end_level > 0)) return intervals;
  for (const auto& phase : large_phases(step_sizes)) {
    auto stretches = level_rows(losses, phase, window);
    extend(stretches, phase, window / 2);
    for (const auto& [first, end] : stretches) {
      const double level = median(losses.subspan(first, end - first));
      const bool long_enough = static_cast<double>(end - first) >= kShortestShare * static_cast<double>(rows);
      if (!long_enough || !(level >= kStabilizationFactor * end_level)) continue;
      intervals.push_back({.first_step = std::llround(steps[first]),
                           .last_step = std::llround(steps[end - 1]),
                           .first_epoch = epochs[first],
                           .last_epoch = epochs[end - 1],
                           .level = level,
                           .end_level = end_level});
    }
  }
  return intervals;
}

}  // namespace largestep
