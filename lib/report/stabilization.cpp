#include "report/stabilization.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "report/figure_text.h"

namespace largestep {
namespace {

/// Three significant digits, without an exponent where four would do.
std::string short_figure(double value) {
  return std::abs(value) >= 1000 ? figure(value) : fmt::format("{:.3g}", value);
}

/// "from epoch 3 to 25 (steps 600 to 4900)"; the steps alone where epochs do not tell its ends apart.
std::string stretch(const StabilizationInterval& interval) {
  const auto first = epoch_text(interval.first_epoch);
  const auto last = epoch_text(interval.last_epoch);
  if (first == last) return fmt::format("from step {} to {}", interval.first_step, interval.last_step);
  return fmt::format("from epoch {} to {} (steps {} to {})", first, last, interval.first_step, interval.last_step);
}

}  // namespace

std::vector<StabilizationInterval> stabilization_of(const RunData& run) {
  return loss_stabilization({.steps = run.steps.numbers("step"),
                             .epochs = run.steps.numbers("epoch"),
                             .step_sizes = run.steps.numbers("step_size"),
                             .losses = run.steps.numbers("loss")});
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
                    {"end_level", interval.end_level}});
  }
  return json;
}

std::string stabilization_sentence(const std::string& label, const std::vector<StabilizationInterval>& intervals) {
  if (intervals.empty()) return fmt::format("{}: the loss did not stabilize at a large step size.", label);
  std::vector<std::string> parts;
  for (const auto& interval : intervals) {
    parts.push_back(fmt::format("around {} {}, {} times its final {}", short_figure(interval.level), stretch(interval),
                                times_text(interval.level / interval.end_level), short_figure(interval.end_level)));
  }
  return fmt::format("{}: the loss hovered {}.", label, fmt::join(parts, ", and "));
}

}  // namespace largestep
