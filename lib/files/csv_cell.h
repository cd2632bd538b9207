#pragma once

#include <string>

namespace largestep {

/// A text as a cell of a CSV file: as it is, or in quotes where RFC 4180 wants them.
std::string csv_text(const std::string& text);

/// A number as the shortest plain decimal or scientific text that reads back as the same double; "" for NaN.
std::string csv_number(double value);

}  // namespace largestep
