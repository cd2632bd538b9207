#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace largestep {

/// An array of numbers of a MATLAB file.
struct MatArray {
  std::string name;
  std::vector<std::int64_t> dimensions;
  /// In MATLAB's order, the first dimension fastest. Whole numbers from 0 to 255, however they were stored.
  std::vector<std::uint8_t> values;
};

/// Reads the arrays of a MATLAB file of level 5 (MAT-file versions 5 to 7, little-endian, compressed or not) that hold
/// numbers from 0 to 255. Other variables are refused, as are cells, structures and complex or sparse arrays.
///
/// Not by libmatio: it brings HDF5 along for arrays like these two, and files from elsewhere must not harm.
/// @param most_bytes  that all arrays together may take in memory
/// @throws Error{kData} naming the file: if it can't be read, is of another version (7.3 is HDF5), truncated or
///         damaged, or holds anything else.
/// Source: MAT-File Format, The MathWorks, "Level 5 MAT-File Format".
std::vector<MatArray> read_mat_file(const std::filesystem::path& path, std::uint64_t most_bytes);

}  // namespace largestep
