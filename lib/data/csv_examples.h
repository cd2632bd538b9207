#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

namespace largestep {

/// Whether the first line of a table names its columns.
enum class CsvHeader {
  kAuto,  ///< if no cell of it is a number outside quotes; a line that could be either is refused
  kYes,
  kNo,
};

/// "auto", "yes" or "no". @throws Error{kInvalidArgument} for another text
CsvHeader parse_csv_header(const std::string& text);

/// A table of numbers, one example a row.
struct CsvExamples {
  std::vector<std::string> columns;  ///< names of the inputs' columns; "1", "2", ... where the file has no header
  at::Tensor inputs;                 ///< float64 [n, d], the columns but the target, in the file's order
  at::Tensor targets;                ///< float64 [n]
};

/// Reads a table (files/csv_file.h) of at most 1 GiB: commas, semicolons or tabs between cells, blanks around them
/// ignored, empty lines skipped.
/// @param target  name of the target's column in the header, or else its number from 1
/// @throws Error{kData} with the line number for a cell that is not a finite number, a row with another number of cells
///         than the first, a first line that may be a header or a row (names beside numbers; 0, 1, 2, ...) where that
///         is not told, a header with a column unnamed or named twice; also for a file that can't be read, has no row
///         or no input, or is of LIBSVM's format. Error{kInvalidArgument} if there is no such target, naming the
///         nearest.
CsvExamples read_csv_examples(const std::filesystem::path& path, const std::string& target,
                              CsvHeader header = CsvHeader::kAuto);

}  // namespace largestep
