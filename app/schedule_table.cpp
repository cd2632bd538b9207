#include "app/schedule_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace largestep {
namespace {

constexpr int kRows = 20;
constexpr int kBarWidth = 40;

}  // namespace

void print_schedule(const Settings& settings, std::optional<std::int64_t> steps_per_epoch) {
  const auto options = settings.schedule_options(steps_per_epoch.value_or(0));
  const StepSizeSchedule schedule(options);
  const auto epochs = options.epochs;
  const bool by_step = settings.steps > 0;
  std::vector<double> values;
  for (int row = 0; row <= kRows; ++row) values.push_back(schedule.at(epochs * row / kRows));
  const double largest = *std::max_element(values.begin(), values.end());
  fmt::print("{:>9}  {:>5}  step size (bars: linear, longest = {:g})\n", by_step ? "step" : "epoch", "run", largest);
  for (int row = 0; row <= kRows; ++row) {
    const double value = values[static_cast<std::size_t>(row)];
    std::string bar;
    // A step size beyond the range of doubles has no bar, and leaves the others none.
    const double length = std::isfinite(largest) ? kBarWidth * (value / largest) : 0;
    for (int cell = 0; cell < std::lround(length); ++cell) bar += "█";
    const auto place =
        by_step ? fmt::format("{}", settings.steps * row / kRows) : fmt::format("{:.2f}", epochs * row / kRows);
    fmt::print("{:>9}  {:>3} %  {:<10.6g} {}\n", place, 100 * row / kRows, value, bar);
  }
}

}  // namespace largestep
