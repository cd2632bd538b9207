#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// report.json: {"runs": [{"path", "config", "run", "final", "layers", "blocks", "measures",
/// "loss_stabilization"}, ...]}.
nlohmann::ordered_json report_json(const std::vector<RunData>& runs);

/// One table of all runs as CSV: a leading column `run` with the run's label, then every column that any run has. A
/// value that a run does not have is empty. Numbers are the shortest decimals that read back as the same double.
/// @param table  which table: &RunData::steps, &RunData::metrics, &RunData::sparsity or &RunData::measures.
std::string combined_csv(const std::vector<RunData>& runs, CsvTable RunData::*table);

/// run,layer,units,active_fraction,dead_fraction: the last probe-set measurement of every layer.
std::string layers_csv(const std::vector<RunData>& runs);

}  // namespace largestep
