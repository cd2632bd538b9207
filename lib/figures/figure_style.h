#pragma once

#include <string>
#include <vector>

namespace largestep {

/// How large a figure is and what its text looks like. The defaults are those of the report's page.
struct FigureStyle {
  double width = 840.0;             ///< points, 1/72 inch; 72 to 3600
  double height = 0.0;              ///< points; 0: as its panels want
  std::string font = "sans-serif";  ///< a family that Fontconfig knows, or "serif", "sans-serif", "monospace"
  double font_size = 9.0;           ///< points, of a panel's title; other text is a little smaller
  double margin = 2.0;              ///< points, around everything
  bool with_title = false;          ///< whether the figure's title stands above its panels
  double pixels_per_inch = 300.0;   ///< of a PNG

  /// @throws Error{kInvalidArgument} for a width outside its range.
  void validate() const;
};

enum class FigureFormat { kSvg, kPdf, kPng };

/// "svg", "pdf" or "png": also the ending of a file's name.
const char* name_of(FigureFormat format);

/// The formats of "pdf,svg", each once. @throws Error{kInvalidArgument} for a name of none.
std::vector<FigureFormat> parse_figure_formats(const std::string& names);

/// "3.25in", "82mm", "8.2cm", "234pt" in points.
/// @throws Error{kInvalidArgument} for anything else.
double length_in_points(const std::string& text);

}  // namespace largestep
