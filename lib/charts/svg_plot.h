#pragma once

#include <string>
#include <vector>

#include "figures/chart_axis.h"
#include "figures/palette.h"

namespace largestep {

struct PlotPoint {
  double x;
  double y;
};

/// Ranges of a plot's axes, low < high.
struct PlotRange {
  double low_x;
  double high_x;
  double low_y;
  double high_y;
  /// Widened to hold the point.
  void include(const PlotPoint& point);
  /// Widened by a share of its size on every side; a range without extent becomes one.
  PlotRange with_margin(double share) const;
};

/// One panel of an SVG picture: axes with round ticks, a title, and what is drawn into it in data coordinates. Points
/// outside the ranges are cut off. Colours are CSS; sizes are in SVG units, of which a panel has 420 x 360.
class SvgPlot {
 public:
  static constexpr int kWidth = 420;
  static constexpr int kHeight = 360;

  SvgPlot(const PlotRange& range, std::string title, std::string x_label, std::string y_label,
          AxisKind x_axis = AxisKind::kLinear, AxisKind y_axis = AxisKind::kLinear);

  void line(const std::vector<PlotPoint>& points, const std::string& colour, double width, double opacity = 1.0);
  void dot(const PlotPoint& centre, const std::string& colour, double radius);
  void ring(const PlotPoint& centre, const std::string& colour, double radius);
  void arrow(const PlotPoint& from, const PlotPoint& to, const std::string& colour);
  /// A cell of a heat map, by its corners.
  void cell(const PlotPoint& low, const PlotPoint& high, const std::string& colour);
  /// A dashed vertical line.
  void rule(double x, const std::string& colour);
  /// A name in place of the numbers below the x axis.
  void category(double x, const std::string& name);
  /// A line of the legend, top left.
  void key(const std::string& text, const std::string& colour);

  /// The panel as an SVG group, moved right by so much.
  std::string group(int offset) const;

 private:
  double at_x(double x) const { return x_axis_.place(x); }
  double at_y(double y) const { return y_axis_.place(y); }
  std::string axes() const;

  Axis x_axis_;
  Axis y_axis_;
  std::string title_;
  std::string x_label_;
  std::string y_label_;
  std::string body_;
  std::string categories_;
  std::string keys_;
  int key_count_ = 0;
};

/// Panels side by side, as an SVG document.
std::string svg_document(const std::vector<SvgPlot>& panels);

}  // namespace largestep
