#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sweep/sweep_results.h"

namespace largestep {

/// The sweep for a terminal: a line a combination of values with what its loss did and the most telling figures, means
/// over the seeds with the half width of their 95 % confidence interval.
std::string sweep_table(const SweepResults& results);

/// sweep.csv: a row a combination. The varied settings but the seed ("step_size"); runs, finished, converges, hovers,
/// diverges: how many; then of every figure the mean over the finished runs and, FIGURE_interval, the half width of its
/// 95 % confidence interval, empty under two runs.
std::string sweep_csv(const SweepResults& results);

/// sweep.json: {"varied": {"step-size": ["0.01", ...], "seed": [...]},
/// "cells": [{"values": {...}, "runs", "finished", "converges", "hovers", "diverges",
///            "figures": {"test_error": {"mean", "half_interval", "count"}, ...}}],
/// "runs": [{"name", "values": {...}, "status", "outcome", "figures": {...}}]}
nlohmann::ordered_json sweep_json(const SweepResults& results);

}  // namespace largestep
