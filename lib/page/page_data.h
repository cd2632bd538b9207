#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "findings/findings.h"
#include "findings/seed_groups.h"
#include "run_files/run_data.h"

namespace largestep {

/// What the script of the page draws:
///
///   grids   [[x, ...], ...]  elapsed epochs; curves that share theirs name it once
///   groups  [{"label", "runs": [index], "colour", "colour_on_dark", "dash", "mean_step_size"}]
///   layers  [name, ...]      in forward order
///   runs    [{"label", "decays": [epoch], "stabilization": [...], "steps_per_point",
///             "curves": {name: [grid, [y or null, ...]]}, "channels": {layer: [count x 20]}}]
///
/// Names of curves: "loss", "step_size"; a column of metrics.csv such as "test_error"; "active:LAYER" and "dead:LAYER";
/// "distinct:block1" ... "distinct:block5"; "MEASURE:FIGURE" and "MEASURE:FIGURE:LAYER" of measures.csv.
/// Values have five significant digits. Long curves are thinned so that many runs stay a page a browser can open: the
/// loss to means over stretches of steps, evaluations to every n-th.
nlohmann::ordered_json page_data(const std::vector<RunData>& runs, const std::vector<RunSummary>& summaries,
                                 const std::vector<SeedGroup>& groups);

}  // namespace largestep
