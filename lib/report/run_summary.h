#pragma once

#include <limits>
#include <string>
#include <vector>

#include "measure/loss_stabilization.h"
#include "report/figure_text.h"
#include "report/run_data.h"

namespace largestep {

/// Where a run stands, in the numbers people compare. Fractions in [0, 1]; NaN where not measured (yet).
struct RunSummary {
  std::string label;
  std::string status;   ///< "finished", "running", "interrupted", "stopped", "diverged", "failed" or "unknown"
  std::string dataset;  ///< as run.json names it, "" if it does not
  double epochs;        ///< elapsed at the last evaluation (the last step if there is none)
  double train_loss;
  double test_error;
  double block5_active;
  double block5_distinct;  ///< distinct active fraction of block 5
  std::vector<StabilizationInterval> stabilization = {};
  bool has_large_phase = false;  ///< a large step size that was decayed
  double test_loss = std::numeric_limits<double>::quiet_NaN();
};

/// The status of run.json, "unknown" without one. A run that says it is running is "interrupted" if the process that
/// wrote it is known to have ended.
std::string status_of(const RunData& run);

RunSummary summarise(const RunData& run);

/// The runs that have a finite value of a figure, lowest first.
std::vector<RunSummary> sorted_by(const std::vector<RunSummary>& runs, double RunSummary::*figure);

/// Whether any run has a finite value of a figure.
bool any_has(const std::vector<RunSummary>& runs, double RunSummary::*figure);

/// A column of a table of runs.
struct SummaryColumn {
  const char* name;
  double RunSummary::*measure;
  std::string (*text)(double);
};

/// The training loss, and what else of errors and active fractions some run has; the test loss for runs without
/// classes.
std::vector<SummaryColumn> summary_columns(const std::vector<RunSummary>& runs);

/// Whether a data set name says that the images are synthetic.
bool is_synthetic(const std::string& dataset);

/// The runs as a plain-text table for a terminal, ending in a newline. Columns of figures that no run has are left out.
std::string summary_table(const std::vector<RunSummary>& runs);

}  // namespace largestep
