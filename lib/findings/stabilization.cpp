#include "findings/stabilization.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "findings/figure_text.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// More runs than these are only named.
constexpr std::size_t kDescribed = 6;

/// Three significant digits, without an exponent where four would do.
std::string short_figure(double value) {
  return std::abs(value) >= 1000 ? figure(value) : fmt::format("{:.3g}", value);
}

/// "to epoch 30"; the step where epochs do not tell the ends apart.
std::string last_place(const StabilizationInterval& interval) {
  const auto epoch = epoch_text(interval.last_epoch);
  return epoch == epoch_text(interval.first_epoch) ? fmt::format("to step {}", interval.last_step)
                                                   : "to epoch " + epoch;
}

/// "large (around 0.5 to epoch 30; then 39 times lower within 1200 steps, after 1.6 times in as many before)".
std::string description(const RunSummary& run) {
  std::vector<std::string> parts;
  for (const auto& interval : run.stabilization) {
    parts.push_back(fmt::format("around {} {}; then {} times lower within {} steps, after {} times in as many before",
                                short_figure(interval.level), last_place(interval), times_text(interval.fall_after),
                                interval.compared_steps, short_figure(interval.fall_before)));
  }
  if (std::isfinite(run.times_sharpness)) {
    parts.back() += fmt::format("; step size times batch sharpness {:.2g} there", run.times_sharpness);
    if (std::isfinite(run.stability_edge)) {
      parts.back() += fmt::format(", where {:.2g} is the edge of stability", run.stability_edge);
    }
  }
  return fmt::format("{} ({})", run.label, fmt::join(parts, "; again "));
}

}  // namespace

std::vector<StabilizationInterval> stabilization_of(const RunData& run) {
  return loss_stabilization({.steps = run.steps.numbers(column::kStep),
                             .epochs = run.steps.numbers(column::kEpoch),
                             .step_sizes = run.steps.numbers(column::kStepSize),
                             .losses = run.steps.numbers(column::kLoss)});
}

double sharpness_while_hovering(const RunData& run, const std::vector<StabilizationInterval>& intervals) {
  double last = std::numeric_limits<double>::quiet_NaN();
  const auto& table = run.measures;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.texts(column::kFigure)[row] != "step_size_times_sharpness") continue;
    const double step = table.numbers(column::kStep)[row];
    const bool hovers = std::any_of(intervals.begin(), intervals.end(), [&](const auto& interval) {
      return step >= static_cast<double>(interval.first_step) && step <= static_cast<double>(interval.last_step);
    });
    if (hovers) last = table.numbers(column::kValue)[row];
  }
  return last;
}

std::optional<StabilityBounds> stability_bounds_of(const RunData& run) {
  if (run.config.value("nesterov", nlohmann::ordered_json(false)) == true) return std::nullopt;
  const double momentum = number_or_nan(run.config, "momentum");
  return stability_bounds(momentum >= 0.0 && momentum < 1.0 ? momentum : 0.0);
}

nlohmann::ordered_json to_json(const std::vector<StabilizationInterval>& intervals) {
  auto json = nlohmann::ordered_json::array();
  for (const auto& interval : intervals) {
    json.push_back({{"first_step", interval.first_step},
                    {"last_step", interval.last_step},
                    {"steps", interval.steps()},
                    {"first_epoch", interval.first_epoch},
                    {"last_epoch", interval.last_epoch},
                    {"level", interval.level},
                    {"level_after", interval.level_after},
                    {"fall_before", interval.fall_before},
                    {"fall_after", interval.fall_after},
                    {"compared_steps", interval.compared_steps}});
  }
  return json;
}

std::vector<std::string> stabilization_sentences(const std::vector<RunSummary>& runs) {
  std::vector<std::string> hovered, fell, without;
  for (const auto& run : runs) {
    (run.large_share == 0 ? without : run.stabilization.empty() ? fell : hovered).push_back(run.label);
  }
  std::vector<std::string> sentences;
  if (!hovered.empty() && hovered.size() <= kDescribed) {
    hovered.clear();
    for (const auto& run : runs) {
      if (!run.stabilization.empty()) hovered.push_back(description(run));
    }
  }
  if (!hovered.empty()) {
    sentences.push_back(
        fmt::format("The loss hovered until the large step size was decayed in {}.", enumeration(hovered)));
  }
  if (!fell.empty()) {
    sentences.push_back(
        fmt::format("By the rule the loss did not stabilize in {}: after the decay it fell by less than twice, or not "
                    "much faster than before.",
                    enumeration(fell)));
  }
  if (!without.empty()) sentences.push_back(fmt::format("No large step size is decayed in {}.", enumeration(without)));
  return sentences;
}

}  // namespace largestep
