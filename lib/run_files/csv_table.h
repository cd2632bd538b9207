#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "files/csv_file.h"

namespace largestep {

/// A table with a header row, as training writes it: comma-separated. Columns hold numbers (an empty cell is NaN)
/// except those asked for as text.
class CsvTable {
 public:
  /// No columns, no rows.
  CsvTable() = default;

  /// Reads a file. What follows its last newline is a row still being written and is ignored; a file without one
  /// complete line is the empty table.
  /// @param text_columns  columns kept as text.
  /// @throws Error{kData} naming the file, and the line where a row is ragged, a number malformed or a column repeated.
  static CsvTable read(const std::filesystem::path& path, const std::vector<std::string>& text_columns = {});

  std::size_t rows() const { return rows_; }
  /// Names of all columns in file order.
  const std::vector<std::string>& columns() const { return columns_; }
  bool has(const std::string& column) const;
  bool is_text(const std::string& column) const { return texts_.count(column) != 0; }

  /// One column, rows() long. The empty table has every column, with no rows.
  /// @throws Error{kData} naming file and column if there is no such column, or if it is of the other type.
  const std::vector<double>& numbers(const std::string& column) const;
  const std::vector<std::string>& texts(const std::string& column) const;

 private:
  void add(const CsvRow& row);

  std::string path_;
  std::size_t rows_ = 0;
  std::vector<std::string> columns_;
  std::map<std::string, std::vector<double>> numbers_;
  std::map<std::string, std::vector<std::string>> texts_;
};

}  // namespace largestep
