#pragma once

#include <string>
#include <vector>

#include "charts/curves.h"

namespace largestep {

/// A curve of a chart in characters.
struct TextLine {
  char mark;
  Curve curve;  ///< points whose y is not positive are left out
};

/// A chart of lines of text for a terminal: y on a logarithmic axis that is labelled at the powers of ten, x from 0 to
/// the largest there is. Where curves meet, the mark of the later one is drawn.
/// @param columns, rows  size of the area inside the axes, each at least 2
/// @return rows + 2 lines, each ending in a newline; "" without a point that can be drawn.
std::string text_plot(const std::vector<TextLine>& lines, const std::string& x_name, int columns, int rows);

}  // namespace largestep
