#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace largestep {

/// One cell of a table.
struct CsvCell {
  std::string_view text;   ///< what stands between its quotes if it has any, else all of it, blanks included
  bool is_quoted = false;  ///< then blanks around the quotes are dropped and "" inside of them is one "
};

/// One row of a table.
struct CsvRow {
  std::vector<CsvCell> cells;  ///< an empty line is one empty cell
  std::size_t line = 0;        ///< where it begins, counted from 1
  bool is_complete = false;    ///< whether a line break ends it; a row still being written has none
};

/// Reads the rows of a comma-separated file (RFC 4180): lines end with LF or CR LF, a cell in double quotes may hold
/// separators and line breaks, a byte order mark of UTF-8 is skipped. What could be read in two ways is refused.
class CsvFile {
 public:
  /// Reads the file into memory, and no more than `max_bytes` of it.
  /// @param separators  what may separate cells, of ",;\t": the one that stands outside quotes in the first line
  /// @throws Error{kData} if it can't be read, is larger, looks like UTF-16, or has two of the separators there.
  explicit CsvFile(const std::filesystem::path& path, std::size_t max_bytes, std::string_view separators = ",");

  /// Reads the next row. Its cells refer to this object and are good as long as it lives.
  /// @return false where the file has ended
  /// @throws Error{kData} with the line of a quote that is not closed or stands within a cell, and of a lone CR.
  bool next(CsvRow& row);

  /// The cells of a header, without blanks around them.
  /// @throws Error{kData} if one is empty or there twice.
  std::vector<std::string> names_in(const CsvRow& header) const;

 private:
  char find_separator(std::string_view separators) const;
  bool ends_cell(std::size_t at) const;
  CsvCell take_cell();
  CsvCell take_quoted();
  [[noreturn]] void fail_at_line(std::string_view why) const;

  std::string path_;
  std::string text_;
  std::size_t at_ = 0;    ///< of what is read next
  std::size_t line_ = 1;  ///< of at_
  char separator_;
};

/// The text without blanks (spaces and tabs) around it.
std::string_view without_blanks(std::string_view text);

/// A number that is the whole text, as std::from_chars reads it: no blanks, no plus sign; inf and nan are numbers.
std::optional<double> number_in(std::string_view text);

}  // namespace largestep
