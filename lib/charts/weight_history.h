#pragma once

#include <map>
#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// weights.csv of a run: the numbers of each parameter at each recorded step.
struct WeightHistory {
  std::vector<double> steps;
  std::map<std::string, std::vector<std::vector<double>>> parameters;  ///< by name: [step][index]
  /// Numbers of all parameters together.
  std::size_t size() const;
};

/// Empty if the run recorded none. @throws Error{kData} if the file is damaged.
WeightHistory read_weights(const RunData& run);

/// curve.csv or surface.csv of a run, empty if there is none.
CsvTable read_side_table(const RunData& run, const char* name);

}  // namespace largestep
