#include "report/stabilization.h"

#include <fmt/format.h>

namespace largestep {

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
    parts.push_back(
        fmt::format("around {:.3g} from epoch {:.3g} to {:.3g} (steps {} to {}), {:.2g} times its final {:.3g}",
                    interval.level, interval.first_epoch, interval.last_epoch, interval.first_step, interval.last_step,
                    interval.level / interval.end_level, interval.end_level));
  }
  return fmt::format("{}: the loss hovered {}.", label, fmt::join(parts, ", and "));
}

}  // namespace largestep
