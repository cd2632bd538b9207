#pragma once

#include <string>
#include <vector>

#include "charts/weight_history.h"
#include "figures/chart_model.h"
#include "run_files/run_data.h"

namespace largestep {

/// What a picture of the weights needs of a run.
struct RecordedRun {
  const RunData* run;
  WeightHistory weights;
};

/// The values of a parameter at step number `at`, empty if the run has none of that name and size.
std::vector<double> values_of(const WeightHistory& weights, const std::string& name, std::size_t at);

/// Pairs of successive numbers as points.
std::vector<ChartPoint> rows_of_two(const std::vector<double>& values);

}  // namespace largestep
