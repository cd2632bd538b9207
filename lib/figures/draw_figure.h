#pragma once

#include <string>

#include "figures/chart_model.h"
#include "figures/figure_style.h"

namespace largestep {

/// Whether this build can draw figures: it has Cairo and Pango.
bool can_draw_figures();

/// The figure as the bytes of a file, the same for the same arguments: nothing in it says when it was made. Text is
/// UTF-8; in an SVG it consists of outlines, so that it looks the same without the font, in a PDF of text.
/// @throws Error{kInvalidArgument} if the style is not valid, no font of its family is installed, or the build cannot
///         draw figures.
std::string draw_figure(const ChartFigure& figure, FigureFormat format, const FigureStyle& style = {});

}  // namespace largestep
