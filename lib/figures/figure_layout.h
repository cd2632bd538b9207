#pragma once

#include <functional>
#include <string>
#include <vector>

#include "figures/chart_model.h"
#include "figures/figure_style.h"

namespace largestep {

// Where everything of a figure stands, in points from its top left corner. Nothing here draws: how wide a text is comes
// from who does.

/// Width of a text at a size, in points.
using TextWidth = std::function<double(const std::string& text, double size)>;

struct Rectangle {
  double left = 0, top = 0, right = 0, bottom = 0;
  double width() const { return right - left; }
  double height() const { return bottom - top; }
};

/// The name of a line at its end.
struct LineLabel {
  std::size_t series;  ///< index into the panel's
  ChartPoint end;      ///< of the line
  ChartPoint at;       ///< where the text begins, its middle line
};

struct PanelPlaces {
  Rectangle plot;      ///< the area inside the axes
  Axis x, y;           ///< from values to places
  double title = 0;    ///< baseline
  double x_label = 0;  ///< baseline
  double y_label = 0;  ///< baseline of the turned text
  std::vector<double> x_ticks, y_ticks;
  std::vector<LineLabel> labels;  ///< none where a key names the lines
  Rectangle colours;              ///< of the bar of the colour scale
};

struct KeyPlace {
  KeyEntry entry;
  double left, baseline;
};

struct FigureLayout {
  double width = 0, height = 0;
  double title = 0, note = 0;  ///< baselines
  std::vector<KeyPlace> key;
  std::vector<PanelPlaces> panels;
};

/// Sizes of text, in points.
struct TextSizes {
  explicit TextSizes(double font_size);
  double figure_title, panel_title, label, tick;
  double key_line;  ///< length of the piece of line before a name
  double line(double size) const { return 1.3 * size; }
};

/// As many panels side by side as have room to be read, the rest below. Lines are named at their ends where all names
/// of the figure fit beside their panels, else in a key above the panels.
FigureLayout layout_of(const ChartFigure& figure, const FigureStyle& style, const TextWidth& width_of);

}  // namespace largestep
