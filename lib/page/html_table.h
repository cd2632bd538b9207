#pragma once

#include <limits>
#include <string>
#include <vector>

namespace largestep {

struct Cell {
  std::string text;
  bool is_number = false;
  bool is_best = false;
  double sort_value = std::numeric_limits<double>::quiet_NaN();  ///< by which a sorted column orders the row
};

using Rows = std::vector<std::vector<Cell>>;

/// A table whose columns the page's script sorts by a click; scrolls within itself where it is too wide or too long.
std::string table_html(const std::vector<Cell>& header, const Rows& rows);

}  // namespace largestep
