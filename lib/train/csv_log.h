#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/atomic_file.h"

namespace largestep {

/// Rows of a CSV file that starts with a header and grows by appending.
class CsvLog {
 public:
  /// Opens for appending; writes the header if the file is new or empty. When `keep_steps` >= 0, rows that are torn or
  /// whose first column (the step) is above it are dropped first: a resumed run writes them again.
  /// @throws Error{kWrite}, or Error{kData} if an existing file has another header.
  CsvLog(const std::filesystem::path& path, std::string_view header, std::int64_t keep_steps = -1);

  /// Appends rows; text ends with a newline.
  void append(std::string_view rows) { file_.append(rows); }

 private:
  AppendFile file_;
};

/// A number as the shortest plain decimal or scientific text that reads back as the same double; "" for NaN.
std::string csv_number(double value);

}  // namespace largestep
