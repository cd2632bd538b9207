#include "figures/figure_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace largestep {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

/// The rows of a figure, with the columns that it needs.
class Table {
 public:
  explicit Table(const ChartFigure& figure) {
    for (const auto& panel : figure.panels) {
      has_values_ = has_values_ || !panel.boxes.empty();
      for (const auto& series : panel.series) has_bands_ = has_bands_ || !series.low.empty();
    }
    text_ = "panel,series,x,y";
    if (has_bands_) text_ += ",low,high";
    if (has_values_) text_ += ",value";
    text_ += '\n';
  }

  void add(const ChartPanel& panel, const std::string& series, const std::string& x, const std::string& y,
           const std::string& low = "", const std::string& high = "", const std::string& value = "") {
    text_ += fmt::format("{},{},{},{}", quoted(panel.title), quoted(series), quoted(x), y);
    if (has_bands_) text_ += fmt::format(",{},{}", low, high);
    if (has_values_) text_ += "," + value;
    text_ += '\n';
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool has_bands_ = false, has_values_ = false;
};

/// The name that an axis has at a place, or the number.
std::string name_at(const ChartAxis& axis, double place) {
  if (axis.categories.empty()) return number(place);
  return axis.categories[std::min(static_cast<std::size_t>(std::max(place, 0.0)), axis.categories.size() - 1)];
}

void add_boxes(Table& table, const ChartPanel& panel) {
  for (const auto& box : panel.boxes) {
    const auto x = name_at(panel.x, (box.low.x + box.high.x) / 2);
    const bool is_bar = !panel.x.categories.empty() && panel.y.categories.empty();
    const auto y = is_bar ? number(box.value) : name_at(panel.y, (box.low.y + box.high.y) / 2);
    table.add(panel, box.series, x, y, "", "", number(box.value));
  }
}

}  // namespace

std::string figure_csv(const ChartFigure& figure) {
  Table table(figure);
  for (const auto& panel : figure.panels) {
    add_boxes(table, panel);
    for (const auto& series : panel.series) {
      for (std::size_t i = 0; i < series.x.size(); ++i) {
        const bool has_band = !series.low.empty();
        table.add(panel, series.name, number(series.x[i]), number(series.y[i]), has_band ? number(series.low[i]) : "",
                  has_band ? number(series.high[i]) : "");
      }
    }
    for (const auto& mark : panel.marks) table.add(panel, mark.series, number(mark.at.x), number(mark.at.y));
    for (const auto& arrow : panel.arrows) table.add(panel, arrow.series, number(arrow.to.x), number(arrow.to.y));
  }
  return table.take();
}

}  // namespace largestep
