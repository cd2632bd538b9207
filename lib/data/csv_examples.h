#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

namespace largestep {

/// A table of numbers, one example a row.
struct CsvExamples {
  std::vector<std::string> columns;  ///< names of the inputs' columns; "1", "2", ... where the file has no header
  at::Tensor inputs;                 ///< float64 [n, d], the columns but the target, in the file's order
  at::Tensor targets;                ///< float64 [n]
};

/// Reads a CSV file: commas between cells, blanks around them ignored, cells may be in double quotes, empty lines are
/// skipped, at most 1 GiB. If a cell of the first line is no number, that line is the header.
/// @param target  name of the target's column in the header, or its number from 1
/// @throws Error{kData} with the line number for a cell that is not a finite number, or a row with another number of
///         cells than the first; also for a file that can't be read or has no row or no input.
///         Error{kInvalidArgument} if there is no such target, naming the nearest.
CsvExamples read_csv_examples(const std::filesystem::path& path, const std::string& target);

}  // namespace largestep
