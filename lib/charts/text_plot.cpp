#include "charts/text_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "findings/figure_text.h"

namespace largestep {
namespace {

/// The axes: x from 0, y in decimal logarithms.
struct Axes {
  double last_x = 0.0;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  int columns;
  int rows;

  int column(double x) const { return place(x / last_x, columns); }
  /// From above.
  int row(double log_y) const { return rows - 1 - place((log_y - low) / (high - low), rows); }

 private:
  static int place(double share, int count) {
    return std::clamp(static_cast<int>(std::lround(share * (count - 1))), 0, count - 1);
  }
};

template <typename Visit>
void for_each_point(const TextLine& line, const Visit& visit) {
  for (std::size_t i = 0; i < line.curve.x.size(); ++i) {
    if (line.curve.y[i] > 0) visit(line.curve.x[i], std::log10(line.curve.y[i]));
  }
}

Axes axes_around(const std::vector<TextLine>& lines, int columns, int rows) {
  Axes axes{.columns = columns, .rows = rows};
  for (const auto& line : lines) {
    for_each_point(line, [&](double x, double log_y) {
      axes.last_x = std::max(axes.last_x, x);
      axes.low = std::min(axes.low, log_y);
      axes.high = std::max(axes.high, log_y);
    });
  }
  if (axes.high == axes.low) axes.high += 1;
  return axes;
}

/// "1e-3 |": the power of ten whose row this is; blank beside other rows.
std::string label_of(const Axes& axes, int row) {
  for (double power = std::ceil(axes.low); power <= axes.high; ++power) {
    if (axes.row(power) == row) return fmt::format("{:>6} |", fmt::format("1e{:.0f}", power));
  }
  return "       |";
}

}  // namespace

std::string text_plot(const std::vector<TextLine>& lines, const std::string& x_name, int columns, int rows) {
  const auto axes = axes_around(lines, columns, rows);
  if (!(axes.last_x > 0)) return "";
  std::vector<std::string> area(static_cast<std::size_t>(rows), std::string(static_cast<std::size_t>(columns), ' '));
  for (const auto& line : lines) {
    for_each_point(line, [&](double x, double log_y) {
      area[static_cast<std::size_t>(axes.row(log_y))][static_cast<std::size_t>(axes.column(x))] = line.mark;
    });
  }
  std::string text;
  for (int row = 0; row < rows; ++row) {
    auto drawn = area[static_cast<std::size_t>(row)];
    drawn.erase(drawn.find_last_not_of(' ') + 1);
    text += label_of(axes, row) + drawn + "\n";
  }
  const auto last = figure(axes.last_x);
  const auto gap = std::max(columns - static_cast<int>(x_name.size() + last.size()) - 1, 1);
  return text + fmt::format("       +{}\n        0{}{}{}\n", std::string(static_cast<std::size_t>(columns), '-'),
                            std::string(static_cast<std::size_t>(gap) / 2, ' ') + x_name,
                            std::string(static_cast<std::size_t>(gap - gap / 2), ' '), last);
}

}  // namespace largestep
