#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "run_files/csv_table.h"

namespace largestep {

/// Rows at which a step size was decayed: it drops to 0.7 or less of that of the row before, and suddenly: the row
/// before has not itself fallen below 0.9 of its predecessor, so that the smooth end of a cosine is none.
/// @param step_sizes  those of successive steps
std::vector<std::size_t> decay_rows(std::span<const double> step_sizes);

/// The elapsed epochs of these rows of a steps.csv.
std::vector<double> decay_epochs(const CsvTable& steps);

}  // namespace largestep
