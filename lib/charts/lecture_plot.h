#pragma once

#include <string>

namespace largestep {

/// A picture for a lecture: an SVG that stands alone.
struct LecturePlot {
  std::string name;  ///< of its file, without .svg
  std::string title;
  std::string caption;  ///< what is to be seen
  std::string svg;
};

}  // namespace largestep
