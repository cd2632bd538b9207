#include "figures/figure_layout.h"

#include <algorithm>
#include <cmath>

#include "figures/label_placement.h"

namespace largestep {
namespace {

constexpr double kTick = 3.0;  ///< length of a tick, with the gap to its number
constexpr double kTickGap = 2.5;
constexpr double kLabelGap = 5.0;  ///< between the end of the axes and the name of a line
constexpr double kBar = 8.0;       ///< width of a colour scale

/// The line's last point that has a place; none if it has none.
bool find_end(const ChartSeries& series, const ChartPanel& panel, ChartPoint& end) {
  bool found = false;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (!is_drawable(series.x[i], panel.x.kind) || !is_drawable(series.y[i], panel.y.kind)) continue;
    end = {series.x[i], series.y[i]};
    found = true;
  }
  return found;
}

std::vector<std::size_t> named_series(const ChartPanel& panel) {
  std::vector<std::size_t> named;
  ChartPoint end{};
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const auto& series = panel.series[i];
    if (series.named_at_end && !series.name.empty() && find_end(series, panel, end)) named.push_back(i);
  }
  return named;
}

/// What a key says if the lines have no names at their ends: each once.
std::vector<KeyEntry> entries_of_lines(const ChartFigure& figure) {
  std::vector<KeyEntry> entries;
  for (const auto& panel : figure.panels) {
    for (const auto i : named_series(panel)) {
      const auto& series = panel.series[i];
      auto same = std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.name == series.name; });
      if (same == entries.end()) {
        entries.push_back({series.name, series.colour, series.mark, series.dash});
      } else if (same->mark == MarkShape::kNone) {
        same->mark = series.mark;
      }
    }
  }
  return entries;
}

Axis scale_of(const ChartAxis& axis, double from, double to) { return {axis.kind, axis.low, axis.high, from, to}; }

/// The work of layout_of(), with what it needs at hand.
class Layout {
 public:
  Layout(const ChartFigure& figure, const FigureStyle& style, const TextWidth& width_of)
      : figure_(figure), style_(style), width_of_(width_of), sizes_(style.font_size) {}

  FigureLayout make() {
    choose_columns();
    measure_left();
    choose_names();
    place_all();
    return std::move(result_);
  }

 private:
  double widest(const std::vector<std::string>& texts, double size) const {
    double width = 0;
    for (const auto& text : texts) width = std::max(width, width_of_(text, size));
    return width;
  }

  void choose_columns() {
    const double least = 16.0 * style_.font_size;
    const auto fitting = static_cast<std::size_t>(std::max(1.0, std::floor(style_.width / least)));
    const auto panels = std::max<std::size_t>(figure_.panels.size(), 1);
    rows_ = (panels + fitting - 1) / fitting;
    columns_ = (panels + rows_ - 1) / rows_;
    gap_ = 1.4 * style_.font_size;
    panel_width_ =
        (style_.width - 2 * style_.margin - gap_ * static_cast<double>(columns_ - 1)) / static_cast<double>(columns_);
  }

  int y_tick_count(double height) const { return std::clamp(static_cast<int>(height / (2.4 * sizes_.tick)), 3, 6); }
  double plot_height(const ChartPanel& panel) const {
    // Panels that are as wide as the page are less high than wide: a column of them has to fit on it.
    return panel.aspect * panel_width_ * (columns_ == 1 && figure_.panels.size() > 1 ? 0.62 : 1.0);
  }

  std::vector<std::string> y_names(const ChartPanel& panel, double height) const {
    if (!panel.y.categories.empty()) return panel.y.categories;
    const auto axis = scale_of(panel.y, height, 0);
    std::vector<std::string> names;
    for (const double tick : axis.ticks(y_tick_count(height))) names.push_back(axis.name(tick));
    return names;
  }

  /// The same room left of every panel, so that panels below each other are aligned.
  void measure_left() {
    for (const auto& panel : figure_.panels) {
      const double label = panel.y.label.empty() ? 0 : sizes_.line(sizes_.label);
      left_ = std::max(left_, widest(y_names(panel, plot_height(panel)), sizes_.tick) + kTick + kTickGap + label);
    }
  }

  /// Whether the names of all lines have room at their ends, and how much they take.
  void choose_names() {
    at_ends_ = true;
    double most = 0;
    for (const auto& panel : figure_.panels) {
      std::vector<std::string> names;
      for (const auto i : named_series(panel)) names.push_back(panel.series[i].name);
      if (names.empty()) continue;
      const double wide = widest(names, sizes_.label);
      const double height = style_.height > 0 ? 0.6 * style_.height / static_cast<double>(rows_) : plot_height(panel);
      const bool fit = static_cast<double>(names.size()) * label_spacing() <= height && wide < 0.36 * panel_width_;
      at_ends_ = at_ends_ && fit && end_near_the_edge(panel);
      most = std::max(most, wide);
    }
    names_width_ = at_ends_ && most > 0 ? most + kLabelGap : 0;
    key_ = figure_.key;
    if (!at_ends_) {
      const auto lines = entries_of_lines(figure_);
      key_.insert(key_.end(), lines.begin(), lines.end());
    }
  }

  /// A line that ends earlier is too far from a name at the edge.
  static bool end_near_the_edge(const ChartPanel& panel) {
    constexpr double kNear = 0.8;
    const auto axis = scale_of(panel.x, 0, 1);
    const auto named = named_series(panel);
    return std::all_of(named.begin(), named.end(), [&](auto i) {
      ChartPoint end{};
      return find_end(panel.series[i], panel, end) && axis.place(end.x) >= kNear;
    });
  }

  double label_spacing() const { return 1.12 * sizes_.label; }

  double right_of(const ChartPanel& panel) const {
    double right = 0.8 * sizes_.tick;
    const bool aligned = columns_ == 1;
    if (names_width_ > 0 && (aligned || !named_series(panel).empty())) right = std::max(right, names_width_);
    if (panel.colours) {
      const auto axis = scale_of(panel.colours->axis, 100, 0);
      std::vector<std::string> names;
      for (const double tick : axis.ticks(4)) names.push_back(axis.name(tick));
      const double label = panel.colours->axis.label.empty() ? 0 : sizes_.line(sizes_.label);
      right = std::max(right, kLabelGap + kBar + kTick + kTickGap + widest(names, sizes_.tick) + label);
    }
    return right;
  }

  double below(const ChartPanel& panel) const {
    return kTick + sizes_.line(sizes_.tick) + (panel.x.label.empty() ? 0.2 : 1.15) * sizes_.line(sizes_.label);
  }
  double above(const ChartPanel& panel) const {
    return panel.title.empty() ? 0.6 * sizes_.tick : 1.75 * sizes_.panel_title;
  }

  double place_key(double top) {
    double left = style_.margin;
    double baseline = top + sizes_.label;
    for (const auto& entry : key_) {
      const double width = sizes_.key_line + 4 + width_of_(entry.name, sizes_.label);
      if (left > style_.margin && left + width > style_.width - style_.margin) {
        left = style_.margin;
        baseline += sizes_.line(sizes_.label);
      }
      result_.key.push_back({entry, left, baseline});
      left += width + 1.6 * sizes_.label;
    }
    return key_.empty() ? top : baseline + 0.9 * sizes_.label;
  }

  void place_all() {
    result_.width = style_.width;
    double top = style_.margin;
    if (style_.with_title && !figure_.title.empty()) {
      result_.title = top + 1.1 * sizes_.figure_title;
      top = result_.title + 0.9 * sizes_.figure_title;
    }
    top = place_key(top);
    const double note = figure_.note.empty() ? 0 : 1.5 * sizes_.label;
    for (std::size_t row = 0; row < rows_; ++row) {
      const auto first = row * columns_;
      const auto end = std::min(first + columns_, figure_.panels.size());
      double over = 0, under = 0, height = 0;
      for (auto i = first; i < end; ++i) {
        over = std::max(over, above(figure_.panels[i]));
        under = std::max(under, below(figure_.panels[i]));
        height = std::max(height, plot_height(figure_.panels[i]));
      }
      if (style_.height > 0) {
        const double share = (style_.height - style_.margin - note - top) / static_cast<double>(rows_ - row);
        height = std::max(share - over - under, 10.0);
      }
      for (auto i = first; i < end; ++i) {
        const double left = style_.margin + static_cast<double>(i - first) * (panel_width_ + gap_);
        place_panel(figure_.panels[i], left, top + over, height);
      }
      top += over + height + under + (row + 1 < rows_ ? 0.5 * gap_ : 0);
    }
    if (note > 0) {
      top += note;
      result_.note = top - 0.5 * sizes_.label;
    }
    result_.height = style_.height > 0 ? style_.height : std::ceil(top + style_.margin);
  }

  void place_panel(const ChartPanel& panel, double left, double top, double height) {
    PanelPlaces places;
    places.plot = {left + left_, top, left + panel_width_ - right_of(panel), top + height};
    const auto& plot = places.plot;
    places.x = scale_of(panel.x, plot.left, plot.right);
    places.y = scale_of(panel.y, plot.bottom, plot.top);
    places.title = top - 0.65 * sizes_.panel_title;
    places.x_label = plot.bottom + kTick + sizes_.line(sizes_.tick) + 0.95 * sizes_.label;
    places.y_label = left + 0.85 * sizes_.label;
    if (panel.y.categories.empty()) places.y_ticks = places.y.ticks(y_tick_count(height));
    if (panel.x.categories.empty()) places.x_ticks = fitting_x_ticks(places.x, plot.width());
    if (panel.colours) {
      const double from = plot.right + kLabelGap;
      places.colours = {from, plot.top, from + kBar, plot.bottom};
    }
    if (at_ends_) place_names(panel, places);
    result_.panels.push_back(std::move(places));
  }

  /// As many ticks as have room for their numbers beside each other.
  std::vector<double> fitting_x_ticks(const Axis& axis, double width) const {
    for (int count = 6;; --count) {
      auto ticks = axis.ticks(count);
      std::vector<std::string> names;
      for (const double tick : ticks) names.push_back(axis.name(tick));
      const double wanted = widest(names, sizes_.tick) + 1.2 * sizes_.tick;
      bool fits = true;
      for (std::size_t i = 1; i < ticks.size(); ++i)
        fits = fits && axis.place(ticks[i]) - axis.place(ticks[i - 1]) >= wanted;
      if (count <= 2 || (fits && wanted <= width)) return ticks;
    }
  }

  void place_names(const ChartPanel& panel, PanelPlaces& places) const {
    const auto& plot = places.plot;
    std::vector<double> wanted;
    for (const auto i : named_series(panel)) {
      ChartPoint end{};
      find_end(panel.series[i], panel, end);
      const ChartPoint at{places.x.place(end.x), std::clamp(places.y.place(end.y), plot.top, plot.bottom)};
      places.labels.push_back({i, at, {plot.right + kLabelGap, at.y}});
      wanted.push_back(at.y);
    }
    const double half = label_spacing() / 2;
    const auto found = spread_labels(wanted, label_spacing(), plot.top + half - 2, plot.bottom - half + 2);
    for (std::size_t i = 0; i < found.size(); ++i) places.labels[i].at.y = found[i];
  }

  const ChartFigure& figure_;
  const FigureStyle& style_;
  const TextWidth& width_of_;
  TextSizes sizes_;
  FigureLayout result_;
  std::vector<KeyEntry> key_;
  std::size_t rows_ = 1, columns_ = 1;
  double gap_ = 0, panel_width_ = 0, left_ = 0, names_width_ = 0;
  bool at_ends_ = true;
};

}  // namespace

TextSizes::TextSizes(double font_size)
    : figure_title(1.5 * font_size),
      panel_title(font_size),
      label(0.94 * font_size),
      tick(0.88 * font_size),
      key_line(2.0 * font_size) {}

FigureLayout layout_of(const ChartFigure& figure, const FigureStyle& style, const TextWidth& width_of) {
  return Layout(figure, style, width_of).make();
}

}  // namespace largestep
