#pragma once

#include <string>
#include <vector>

#include "measure/loss_stabilization.h"
#include "report/run_data.h"

namespace largestep {

/// Where a run stands, in the numbers people compare. Fractions in [0, 1]; NaN where not measured (yet).
struct RunSummary {
  std::string label;
  std::string status;   ///< "finished", "running", "stopped", "diverged", "failed" or "unknown"
  std::string dataset;  ///< as run.json names it, "" if it does not
  double epochs;        ///< elapsed at the last evaluation (the last step if there is none)
  double train_loss;
  double test_error;
  double block5_active;
  double block5_distinct;  ///< distinct active fraction of block 5
  std::vector<StabilizationInterval> stabilization = {};
};

RunSummary summarise(const RunData& run);

/// What the numbers say, in sentences.
struct Findings {
  std::string headline;                    ///< who has the lower test error and who the sparser features, with figures
  std::vector<std::string> notes;          ///< what to keep in mind: unfinished runs, less trained ones, other data
  std::vector<std::string> stabilization;  ///< a sentence a run: where its loss hovered at a large step size
};

/// Differences below 0.005 percentage points count as equal. The summaries must not be empty.
Findings findings_of(const std::vector<RunSummary>& runs);

/// The same where what is compared are not the runs themselves but their means over seeds (mean_summaries()); notes on
/// how runs ended and where their loss stabilized stay notes on runs.
Findings findings_of(const std::vector<RunSummary>& runs, const std::vector<RunSummary>& compared);

/// The runs that have a finite value of a figure, lowest first.
std::vector<RunSummary> sorted_by(const std::vector<RunSummary>& runs, double RunSummary::*figure);

/// "4.00 points": a difference of fractions as people say it.
std::string points(double difference);

/// Whether a data set name says that the images are synthetic.
bool is_synthetic(const std::string& dataset);

/// "12.34 %", or "-" for NaN.
std::string per_cent(double fraction);
/// Four significant digits, or "-" for NaN.
std::string figure(double value);

/// The runs as a plain-text table for a terminal, ending in a newline.
std::string summary_table(const std::vector<RunSummary>& runs);

}  // namespace largestep
