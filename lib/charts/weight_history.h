#pragma once

#include <map>
#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// weights.csv of a run: the numbers of each parameter at each recorded step.
struct WeightHistory {
  std::vector<double> steps;
  /// By name: [step][index], as many numbers at each step; of what was recorded at the start alone, one step.
  std::map<std::string, std::vector<std::vector<double>>> parameters;
  /// Numbers of all parameters together.
  std::size_t size() const;
};

/// Empty if the run recorded none. A last step with some of its numbers only, as a run that was killed leaves it, does
/// not count. @throws Error{kData} if the file is damaged or another step has more or fewer numbers than the first.
WeightHistory read_weights(const RunData& run);

/// curve.csv or surface.csv of a run, empty if there is none.
CsvTable read_side_table(const RunData& run, const char* name);

}  // namespace largestep
