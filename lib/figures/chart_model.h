#pragma once

#include <optional>
#include <string>
#include <vector>

#include "figures/chart_axis.h"

namespace largestep {

// A figure as plain data: what is shown, in the units of its axes. Who makes one knows nothing of fonts and places, and
// who draws one (draw_figure.h) nothing of runs. Colours are "#rrggbb"; lengths of lines and marks are in points, 1/72
// inch.

struct ChartPoint {
  double x;
  double y;
};

enum class MarkShape { kNone, kDot, kRing, kSquare, kTriangle, kDiamond };

enum class LineDash { kSolid, kLong, kShort, kDotted };

/// A line, and a band around it.
struct ChartSeries {
  std::string name = {};
  bool named_at_end = true;  ///< whether its name, if any, stands at its end or in the key
  std::string colour = "#000000";
  std::vector<double> x = {};               ///< of its points; those that an axis has no place for are left out
  std::vector<double> y = {};               ///< as many as x
  std::vector<double> low = {}, high = {};  ///< ends of the band at each x; empty without a band
  double width = 1.3;
  double opacity = 1.0;
  bool steps = false;     ///< whether each value holds until the next x
  bool outlined = false;  ///< whether it has a white edge, to stand out from a map
  LineDash dash = LineDash::kSolid;
  MarkShape mark = MarkShape::kNone;  ///< at each point
  double mark_radius = 2.0;
};

struct ChartMark {
  ChartPoint at;
  MarkShape shape = MarkShape::kDot;
  std::string colour = "#000000";
  double radius = 2.5;
  std::string series = {};  ///< what it belongs to, for the data
};

struct ChartArrow {
  ChartPoint from, to;
  std::string colour = "#000000";
  std::string series = {};
};

/// A bar, or a cell of a map.
struct ChartBox {
  ChartPoint low, high;
  std::string colour = "#000000";
  double value = 0.0;       ///< what it stands for
  std::string series = {};  ///< what it belongs to
};

/// A dashed vertical line.
struct ChartRule {
  double x;
  std::string colour = "#000000";
};

struct ChartAxis {
  AxisKind kind = AxisKind::kLinear;
  double low = 0.0, high = 1.0;              ///< values at the ends, low < high; both > 0 if logarithmic
  std::string label = {};                    ///< "" for none
  std::vector<std::string> categories = {};  ///< names at 0.5, 1.5, ... in place of numbers
};

/// What the colours of a panel's boxes stand for.
struct ColourScale {
  ChartAxis axis;
  std::vector<std::string> colours;  ///< from the low end to the high one, each the same share of the axis
};

struct ChartPanel {
  std::string title = {};
  ChartAxis x = {};
  ChartAxis y = {};
  std::vector<ChartBox> boxes = {};
  std::vector<ChartRule> rules = {};
  std::vector<ChartSeries> series = {};
  std::vector<ChartArrow> arrows = {};
  std::vector<ChartMark> marks = {};
  std::optional<ColourScale> colours = {};
  double aspect = 0.66;  ///< height of the area inside the axes over the width of the panel; less in a column of panels
};

/// An entry of a key that the lines do not give.
struct KeyEntry {
  std::string name;
  std::string colour;
  MarkShape mark = MarkShape::kNone;
  LineDash dash = LineDash::kSolid;
  bool has_line = true;
};

struct ChartFigure {
  std::string name;          ///< of its file, without an ending
  std::string title;         ///< plain text
  std::string caption = {};  ///< what there is to see
  std::string note = {};     ///< stands in the figure itself, below the panels
  std::vector<ChartPanel> panels = {};
  std::vector<KeyEntry> key = {};
};

/// An axis over values, with some room; without any that it has a place for, one from 0 to 1 or 0.1 to 1.
ChartAxis axis_over(AxisKind kind, const std::vector<double>& values, std::string label = {});

/// Whether there is anything in the panel but axes.
bool has_data(const ChartPanel& panel);

/// The figure without the panels that have no data; none if that leaves none.
std::optional<ChartFigure> without_empty_panels(ChartFigure figure);

}  // namespace largestep
