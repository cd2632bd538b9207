#include "figures/draw_figure.h"

#include <algorithm>
#include <cmath>

#include "figures/axis_ticks.h"
#include "figures/figure_canvas.h"
#include "figures/figure_layout.h"
#include "figures/palette.h"

namespace largestep {
namespace {

constexpr const char* kInk = "#1b1f27";
constexpr const char* kSoft = "#3f4650";
constexpr const char* kShared = "#8a929c";
constexpr const char* kGrid = "#e3e6ea";
constexpr double kTickLength = 3.0;
constexpr double kBandOpacity = 0.2;
constexpr double kNameDarker = 0.3;  ///< a pale line's name is to be read, too

/// A panel with its places, being drawn.
struct PanelDrawing {
  FigureCanvas& canvas;
  const ChartPanel& panel;
  const PanelPlaces& places;
  const TextSizes& sizes;

  ChartPoint place(const ChartPoint& point) const { return {places.x.place(point.x), places.y.place(point.y)}; }
  bool has_place(double x, double y) const { return is_drawable(x, panel.x.kind) && is_drawable(y, panel.y.kind); }

  void draw() const {
    draw_grid();
    canvas.clip_to(places.plot);
    draw_boxes();
    for (const auto& rule : panel.rules) draw_rule(rule);
    canvas.unclip();
    // A little beyond the axes, so that lines and points at their ends are whole.
    constexpr double kBeyond = 3.0;
    const auto& plot = places.plot;
    canvas.clip_to({plot.left - kBeyond, plot.top - kBeyond, plot.right + kBeyond, plot.bottom + kBeyond});
    for (const auto& series : panel.series) draw_band(series);
    for (const auto& series : panel.series) draw_line(series);
    for (const auto& arrow : panel.arrows) canvas.arrow(place(arrow.from), place(arrow.to), arrow.colour);
    for (const auto& [at, shape, colour, radius, name] : panel.marks) {
      if (has_place(at.x, at.y)) canvas.mark(place(at), shape, colour, radius);
    }
    canvas.unclip();
    draw_axes();
    if (panel.colours) draw_colours(*panel.colours);
    for (const auto& label : places.labels) draw_label(label);
  }

  void draw_grid() const {
    for (const double tick : places.y_ticks) {
      const double y = places.y.place(tick);
      canvas.line({{places.plot.left, y}, {places.plot.right, y}}, kGrid, 0.5);
    }
  }

  /// In grey where several are at one place.
  void draw_rule(const ChartRule& rule) const {
    const double x = places.x.place(rule.x);
    const bool is_shared = std::any_of(panel.rules.begin(), panel.rules.end(), [&](const auto& other) {
      return other.colour != rule.colour && std::abs(places.x.place(other.x) - x) < 0.5;
    });
    canvas.line({{x, places.plot.top}, {x, places.plot.bottom}}, is_shared ? kShared : rule.colour, 0.7, 1.0,
                LineDash::kShort);
  }

  /// Cells of one colour above each other become one.
  void draw_boxes() const {
    const auto& boxes = panel.boxes;
    for (std::size_t i = 0; i < boxes.size();) {
      const auto& first = boxes[i];
      auto high = first.high;
      for (++i; i < boxes.size(); ++i) {
        const auto& next = boxes[i];
        const bool continues = next.colour == first.colour && next.low.x == first.low.x &&
                               next.high.x == first.high.x &&
                               std::abs(next.low.y - high.y) <= 1e-9 * std::abs(next.high.y - next.low.y);
        if (!continues) break;
        high = next.high;
      }
      const auto bottom = place(first.low), top = place(high);
      // A little more than its share, so that no gaps show between cells.
      const double overlap = panel.colours ? 0.8 : 0.0;
      canvas.box({bottom.x, top.y, top.x + overlap, bottom.y + overlap}, first.colour);
    }
  }

  void draw_band(const ChartSeries& series) const {
    if (series.low.empty()) return;
    std::vector<ChartPoint> upper, lower;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!has_place(series.x[i], series.high[i])) continue;
      upper.push_back(place({series.x[i], series.high[i]}));
      // Where the lowest value has no place, as zero has none on a logarithmic axis, the band reaches the bottom.
      const double low = is_drawable(series.low[i], panel.y.kind) ? series.low[i] : panel.y.low;
      lower.push_back(place({series.x[i], low}));
    }
    upper.insert(upper.end(), lower.rbegin(), lower.rend());
    canvas.area(upper, series.colour, kBandOpacity);
  }

  void draw_line(const ChartSeries& series) const {
    std::vector<ChartPoint> points, corners;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (has_place(series.x[i], series.y[i])) points.push_back(place({series.x[i], series.y[i]}));
    }
    for (const auto& point : points) {
      if (series.steps && !corners.empty()) corners.push_back({point.x, corners.back().y});
      corners.push_back(point);
    }
    if (series.outlined) canvas.line(corners, "#ffffff", series.width + 1.6);
    if (series.width > 0) canvas.line(corners, series.colour, series.width, series.opacity, series.dash);
    // A single point has no line.
    const auto mark = points.size() == 1 && series.mark == MarkShape::kNone ? MarkShape::kDot : series.mark;
    for (const auto& point : points) canvas.mark(point, mark, series.colour, series.mark_radius);
  }

  void draw_axes() const {
    const auto& plot = places.plot;
    canvas.line({{plot.left, plot.top}, {plot.left, plot.bottom}, {plot.right, plot.bottom}}, kSoft, 0.7);
    for (const double tick : places.x_ticks) {
      const double x = places.x.place(tick);
      canvas.line({{x, plot.bottom}, {x, plot.bottom + kTickLength}}, kSoft, 0.6);
      canvas.text(places.x.name(tick), {x, plot.bottom + kTickLength + 1.15 * sizes.tick}, sizes.tick, kSoft, 0.5);
    }
    for (std::size_t i = 0; i < panel.x.categories.size(); ++i) {
      const double x = places.x.place(static_cast<double>(i) + 0.5);
      canvas.text(panel.x.categories[i], {x, plot.bottom + kTickLength + 1.15 * sizes.tick}, sizes.tick, kSoft, 0.5);
    }
    for (const double tick : places.y_ticks) {
      const double y = places.y.place(tick);
      canvas.line({{plot.left - kTickLength, y}, {plot.left, y}}, kSoft, 0.6);
      canvas.text(places.y.name(tick), {plot.left - kTickLength - 2.5, y + 0.36 * sizes.tick}, sizes.tick, kSoft, 1.0);
    }
    for (std::size_t i = 0; i < panel.y.categories.size(); ++i) {
      const double y = places.y.place(static_cast<double>(i) + 0.5);
      canvas.text(panel.y.categories[i], {plot.left - kTickLength - 2.5, y + 0.36 * sizes.tick}, sizes.tick, kSoft,
                  1.0);
    }
    draw_minor_ticks();
    canvas.text(panel.x.label, {(plot.left + plot.right) / 2, places.x_label}, sizes.label, kSoft, 0.5);
    if (!panel.y.label.empty()) {
      canvas.turned_text(panel.y.label, {places.y_label, (plot.top + plot.bottom) / 2}, sizes.label, kSoft);
    }
    // Above the numbers of the y axis, too: it says what they are.
    if (!panel.title.empty()) canvas.text(panel.title, {plot.left, places.title}, sizes.panel_title, kInk, 0.0, true);
  }

  void draw_minor_ticks() const {
    constexpr double kShort = 1.6;
    const auto& plot = places.plot;
    if (panel.x.kind == AxisKind::kLogarithmic) {
      for (const double tick : minor_log_ticks(panel.x.low, panel.x.high)) {
        const double x = places.x.place(tick);
        canvas.line({{x, plot.bottom}, {x, plot.bottom + kShort}}, kSoft, 0.4);
      }
    }
    if (panel.y.kind == AxisKind::kLogarithmic) {
      for (const double tick : minor_log_ticks(panel.y.low, panel.y.high)) {
        const double y = places.y.place(tick);
        canvas.line({{plot.left - kShort, y}, {plot.left, y}}, kSoft, 0.4);
      }
    }
  }

  void draw_colours(const ColourScale& scale) const {
    const auto& bar = places.colours;
    const double step = bar.height() / static_cast<double>(scale.colours.size());
    for (std::size_t i = 0; i < scale.colours.size(); ++i) {
      const double bottom = bar.bottom - step * static_cast<double>(i);
      canvas.box({bar.left, bottom - step, bar.right, std::min(bottom + 0.25, bar.bottom)}, scale.colours[i]);
    }
    canvas.outline(bar, kSoft, 0.5);
    const Axis axis{scale.axis.kind, scale.axis.low, scale.axis.high, bar.bottom, bar.top};
    double widest = 0;
    for (const double tick : axis.ticks(4)) {
      const double y = axis.place(tick);
      canvas.line({{bar.right, y}, {bar.right + kTickLength, y}}, kSoft, 0.6);
      canvas.text(axis.name(tick), {bar.right + kTickLength + 2.5, y + 0.36 * sizes.tick}, sizes.tick, kSoft);
      widest = std::max(widest, canvas.width_of(axis.name(tick), sizes.tick));
    }
    if (scale.axis.label.empty()) return;
    const double x = bar.right + kTickLength + 2.5 + widest + 1.1 * sizes.label;
    canvas.turned_text(scale.axis.label, {x, (bar.top + bar.bottom) / 2}, sizes.label, kSoft);
  }

  void draw_label(const LineLabel& label) const {
    const auto& series = panel.series[label.series];
    const bool is_beside = std::abs(label.at.y - label.end.y) < 1.5 && label.at.x - label.end.x < 12;
    if (!is_beside) {
      canvas.line({{label.end.x + 1.5, label.end.y}, {label.at.x - 1.2, label.at.y}}, series.colour, 0.5, 0.8);
    }
    canvas.text(series.name, {label.at.x, label.at.y + 0.34 * sizes.label}, sizes.label,
                mixed_colour(series.colour, kInk, kNameDarker));
  }
};

void draw_key(FigureCanvas& canvas, const std::vector<KeyPlace>& key, const TextSizes& sizes) {
  for (const auto& [entry, left, baseline] : key) {
    const double y = baseline - 0.34 * sizes.label;
    const double middle = left + sizes.key_line / 2;
    if (entry.has_line) {
      canvas.line({{left, y}, {left + sizes.key_line, y}}, entry.colour, 1.6, 1.0, entry.dash);
    }
    canvas.mark({middle, y}, entry.mark, entry.colour, 2.4);
    canvas.text(entry.name, {left + sizes.key_line + 4, baseline}, sizes.label, kInk);
  }
}

}  // namespace

bool can_draw_figures() { return true; }

std::string draw_figure(const ChartFigure& figure, FigureFormat format, const FigureStyle& style) {
  style.validate();
  const FigureFont font(style.font);
  const TextSizes sizes(style.font_size);
  const auto layout =
      layout_of(figure, style, [&](const std::string& text, double size) { return font.width_of(text, size); });
  FigureCanvas canvas(format, layout.width, layout.height, style, font);
  if (layout.title > 0) canvas.text(figure.title, {style.margin, layout.title}, sizes.figure_title, kInk, 0.0, true);
  draw_key(canvas, layout.key, sizes);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    PanelDrawing{canvas, figure.panels[i], layout.panels[i], sizes}.draw();
  }
  if (layout.note > 0) canvas.text(figure.note, {style.margin, layout.note}, sizes.label, kSoft);
  return canvas.finish();
}

}  // namespace largestep
