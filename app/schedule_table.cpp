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

void print_schedule(const Settings& settings) {
  const StepSizeSchedule schedule(settings.schedule_options());
  const auto epochs = static_cast<double>(settings.epochs);
  std::vector<double> values;
  for (int row = 0; row <= kRows; ++row) values.push_back(schedule.at(epochs * row / kRows));
  const double largest = *std::max_element(values.begin(), values.end());
  fmt::print("{:>9}  {:>5}  step size (bars: linear, longest = {:g})\n", "epoch", "run", largest);
  for (int row = 0; row <= kRows; ++row) {
    const double value = values[static_cast<std::size_t>(row)];
    std::string bar;
    // A step size beyond the range of doubles has no bar, and leaves the others none.
    const double length = std::isfinite(largest) ? kBarWidth * (value / largest) : 0;
    for (int cell = 0; cell < std::lround(length); ++cell) bar += "█";
    fmt::print("{:>9.2f}  {:>3} %  {:<10.6g} {}\n", epochs * row / kRows, 100 * row / kRows, value, bar);
  }
}

}  // namespace largestep
