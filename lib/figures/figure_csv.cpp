#include "figures/figure_csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "files/csv_cell.h"

namespace largestep {
namespace {

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
    text_ += fmt::format("{},{},{},{}", csv_text(panel.title), csv_text(series), csv_text(x), y);
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
  if (axis.categories.empty()) return csv_number(place);
  return axis.categories[std::min(static_cast<std::size_t>(std::max(place, 0.0)), axis.categories.size() - 1)];
}

void add_boxes(Table& table, const ChartPanel& panel) {
  for (const auto& box : panel.boxes) {
    const auto x = name_at(panel.x, (box.low.x + box.high.x) / 2);
    const bool is_bar = !panel.x.categories.empty() && panel.y.categories.empty();
    const auto y = is_bar ? csv_number(box.value) : name_at(panel.y, (box.low.y + box.high.y) / 2);
    table.add(panel, box.series, x, y, "", "", csv_number(box.value));
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
        table.add(panel, series.name, csv_number(series.x[i]), csv_number(series.y[i]),
                  has_band ? csv_number(series.low[i]) : "", has_band ? csv_number(series.high[i]) : "");
      }
    }
    for (const auto& mark : panel.marks) table.add(panel, mark.series, csv_number(mark.at.x), csv_number(mark.at.y));
    for (const auto& arrow : panel.arrows)
      table.add(panel, arrow.series, csv_number(arrow.to.x), csv_number(arrow.to.y));
  }
  return table.take();
}

}  // namespace largestep
