#pragma once

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "findings/figure_text.h"
#include "findings/loss_stabilization.h"
#include "run_files/run_data.h"

namespace largestep {

/// Where a run stands, in the numbers people compare. Fractions in [0, 1]; NaN where not measured (yet).
struct RunSummary {
  std::string label;
  std::string status;   ///< "finished", "running", "interrupted", "stopped", "diverged", "failed" or "unknown"
  std::string dataset;  ///< as run.json names it, "" if it does not
  double epochs;        ///< elapsed at the last evaluation (the last step if there is none)
  double train_loss;
  double test_error;
  double last_block_active;
  double last_block_distinct;  ///< distinct active fraction of the last block, block 5 of most networks
  std::vector<StabilizationInterval> stabilization = {};
  /// Step size times batch sharpness while the loss hovered, NaN if not measured, and where its edge of stability is.
  double times_sharpness = std::numeric_limits<double>::quiet_NaN();
  double stability_edge = std::numeric_limits<double>::quiet_NaN();
  double largest_step_size = std::numeric_limits<double>::quiet_NaN();
  double large_share = 0;  ///< of the run's steps, those until a large step size was decayed; 0 if none was
  double test_loss = std::numeric_limits<double>::quiet_NaN();
  double train_error = std::numeric_limits<double>::quiet_NaN();
  std::size_t blocks = 5;  ///< that the network has
  /// Distinct active fractions of the other blocks, of which some networks have fewer.
  double block1_distinct = std::numeric_limits<double>::quiet_NaN();
  double block2_distinct = std::numeric_limits<double>::quiet_NaN();
  double block3_distinct = std::numeric_limits<double>::quiet_NaN();
  double block4_distinct = std::numeric_limits<double>::quiet_NaN();
  std::string seed = "";        ///< seed_of()
  std::string experiment = "";  ///< experiment_key() of the experiment
  std::size_t seeds = 1;        ///< of which it is the mean
};

/// The distinct active fractions of blocks 1 to 4 and the last, the fifth.
inline constexpr std::array kDistinct{&RunSummary::block1_distinct, &RunSummary::block2_distinct,
                                      &RunSummary::block3_distinct, &RunSummary::block4_distinct,
                                      &RunSummary::last_block_distinct};

/// The greatest share of wrong answers on the probe set at which a run counts as fitted to its training set.
inline constexpr double kFitted = 0.005;

/// The status of run.json, "unknown" without one. A run that says it is running is "interrupted" if the process that
/// wrote it is known to have ended.
std::string status_of(const RunData& run);

/// The seed as config.toml has it, "" if it has none.
std::string seed_of(const RunData& run);

RunSummary summarise(const RunData& run);

/// The runs that have a finite value of a figure, lowest first.
std::vector<RunSummary> sorted_by(const std::vector<RunSummary>& runs, double RunSummary::*figure);

/// "block 5", the last one of all the runs that have blocks; "the last block" where their networks differ in that.
std::string last_block_of(const std::vector<RunSummary>& runs);

/// Whether any run has a finite value of a figure.
bool any_has(const std::vector<RunSummary>& runs, double RunSummary::*figure);

/// A column of a table of runs.
struct SummaryColumn {
  std::string name;
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
