#pragma once

#include <string>
#include <vector>

namespace largestep {

/// A setting and the values that it takes in a sweep.
struct VariedSetting {
  std::string name;                 ///< "step-size"
  std::vector<std::string> values;  ///< as set_from_text reads them, each once, in the order given
};

/// Reads NAME=VALUES: values with commas between. Of a number, "log:A:B:N" stands for N values from A to B in equal
/// ratios and "lin:A:B:N" for N in equal distances; of a whole number, "A..B" for all from A to B. Text that holds a
/// semicolon is split there instead, so that values may hold commas: "schedule=cosine;0:0.05,0.5:0.005". "lr" is
/// step-size, as among the flags.
///
/// A and B are values themselves. Between them, equal ratios are rounded to four significant digits, and both kinds to
/// whole numbers where the setting is one.
/// @throws Error{kInvalidArgument} naming the setting, the value and what is wanted: not of this form, no such setting,
/// a value that is not of its type or there twice, more than 10,000 values. Ranges are not checked here.
VariedSetting parse_varied_setting(const std::string& text);

}  // namespace largestep
