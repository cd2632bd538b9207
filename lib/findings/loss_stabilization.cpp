#include "findings/loss_stabilization.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/error.h"
#include "findings/decays.h"

namespace largestep {
namespace {

// The usual decays are to a tenth: what follows the first one is no large phase any more.
constexpr double kLargeShare = 0.2;
// Of a large phase, the beginning is left out: there the loss comes down from its initial value at any step size.
constexpr double kComparedShare = 0.4;
constexpr double kLeastComparedShare = 0.1;
constexpr std::size_t kWindowsCompared = 4;
constexpr double kLeastFall = 2.0;
constexpr double kTimesFaster = 2.0;
constexpr double kSameLevel = 2.0;

/// Rows of a step size before a decay: first .. decay - 1. The next decay, or the end, is at `next`.
struct LargePhase {
  std::size_t first;
  std::size_t decay;
  std::size_t next;
};

std::vector<LargePhase> large_phases(std::span<const double> step_sizes) {
  auto decays = decay_rows(step_sizes);
  std::vector<LargePhase> phases;
  if (decays.empty()) return phases;
  const double large = kLargeShare * *std::max_element(step_sizes.begin(), step_sizes.end());
  decays.push_back(step_sizes.size());
  for (std::size_t i = 0; i + 1 < decays.size(); ++i) {
    if (step_sizes[decays[i] - 1] > large) phases.push_back({i == 0 ? 0 : decays[i - 1], decays[i], decays[i + 1]});
  }
  return phases;
}

/// Of the `count` losses that end at row `end`; NaN if one of them is.
double mean_before(std::span<const double> losses, std::size_t end, std::size_t count) {
  const auto window = losses.subspan(end - count, count);
  return std::accumulate(window.begin(), window.end(), 0.0) / static_cast<double>(count);
}

/// The row from which on the means of windows stay at the level of the phase's end.
std::size_t first_at_level(std::span<const double> losses, const LargePhase& phase, std::size_t window, double level) {
  auto first = phase.decay - window;
  while (first >= phase.first + window && mean_before(losses, first, window) < kSameLevel * level) first -= window;
  return first;
}

std::optional<StabilizationInterval> stabilized(const LossHistory& history, const LargePhase& phase) {
  const auto length = phase.decay - phase.first;
  if (length < kFewestLargeSteps) return std::nullopt;
  const auto share = [&](double part) { return static_cast<std::size_t>(part * static_cast<double>(length)); };
  const auto compared = std::min(share(kComparedShare), phase.next - phase.decay);
  if (compared < share(kLeastComparedShare)) return std::nullopt;
  const auto window = std::max<std::size_t>(compared / kWindowsCompared, 1);
  const auto& losses = history.losses;
  const double level = mean_before(losses, phase.decay, window);
  const double level_after = mean_before(losses, phase.decay + compared, window);
  const double fall_before = mean_before(losses, phase.decay - compared, window) / level;
  const double fall_after = level / level_after;
  // Written so that NaN is no find.
  const bool fell = level > 0 && level_after > 0 && std::isfinite(fall_before) && fall_after >= kLeastFall;
  if (!fell || !(fall_after >= std::pow(fall_before, kTimesFaster))) return std::nullopt;
  const auto first = first_at_level(losses, phase, window, level);
  return StabilizationInterval{.first_step = std::llround(history.steps[first]),
                               .last_step = std::llround(history.steps[phase.decay - 1]),
                               .first_epoch = history.epochs[first],
                               .last_epoch = history.epochs[phase.decay - 1],
                               .level = level,
                               .level_after = level_after,
                               .fall_before = fall_before,
                               .fall_after = fall_after,
                               .compared_steps = static_cast<std::int64_t>(compared)};
}

}  // namespace

std::vector<StabilizationInterval> loss_stabilization(const LossHistory& history) {
  const std::size_t rows = history.losses.size();
  if (history.steps.size() != rows || history.epochs.size() != rows || history.step_sizes.size() != rows) {
    fail(ErrorKind::kInvalidArgument, "a loss history has columns of {}, {}, {} and {} rows; they must be equally long",
         history.steps.size(), history.epochs.size(), history.step_sizes.size(), rows);
  }
  std::vector<StabilizationInterval> intervals;
  for (const auto& phase : large_phases(history.step_sizes)) {
    if (const auto interval = stabilized(history, phase)) intervals.push_back(*interval);
  }
  return intervals;
}

std::size_t large_phase_rows(std::span<const double> step_sizes) {
  const auto phases = large_phases(step_sizes);
  return phases.empty() ? 0 : phases.back().decay;
}

}  // namespace largestep
