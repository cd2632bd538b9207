#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "findings/loss_outcome.h"
#include "findings/sample_mean.h"
#include "sweep/sweep_plan.h"

namespace largestep {

/// A run of a sweep as it stands.
struct SweepRunResult {
  std::string status = "missing";  ///< of run.json, RunSummary's words
  LossOutcome outcome = LossOutcome::kUnjudged;
  std::map<std::string, double> figures;  ///< at its end, by name; empty unless it has finished
};

/// A combination of values over its seeds.
struct SweepCell {
  std::vector<std::size_t> chosen;  ///< of each varied setting, which of its values; 0 for the seed
  std::vector<std::size_t> runs;    ///< places in the plan

  bool operator<(const SweepCell& other) const { return chosen < other.chosen; }
};

/// What came of a sweep.
struct SweepResults {
  SweepPlan plan;
  std::vector<SweepRunResult> runs;  ///< one a run of the plan
  std::vector<SweepCell> cells;      ///< in the order of the values
  /// Names of the figures that some run has: "test_error", "test_loss", "train_loss", "train_error" (of the probe set),
  /// "block1_distinct", ... (of small networks: "hidden1_distinct", ...), and what the problem measures of itself,
  /// "weights_nonzeros". Errors and distinct active fractions are fractions in [0, 1].
  std::vector<std::string> figures;

  /// The cell of these values. @param chosen  one for each combination there is
  const SweepCell& cell(const std::vector<std::size_t>& chosen) const;
  /// A figure over the seeds of a cell that have finished.
  SampleMean mean(const SweepCell& cell, const std::string& figure) const;
  /// The values of which it is the mean.
  std::vector<double> values(const SweepCell& cell, const std::string& figure) const;
  std::size_t count(const SweepCell& cell, LossOutcome outcome) const;
  std::size_t count_status(const SweepCell& cell, const std::string& status) const;
};

/// Reads what there is of the runs of a sweep.
/// @throws Error{kInvalidArgument} if a directory holds another experiment, Error{kData} for one that is damaged.
SweepResults read_sweep(const SweepPlan& plan, const std::filesystem::path& directory);

/// The few figures that a table or a plot has room for: test error (else test loss), training loss and error, and the
/// last distinct active fraction (of a problem without: what it measures of itself).
std::vector<std::string> telling_figures(const std::vector<std::string>& figures);

/// Those of them that a picture shows: all but the training error.
std::vector<std::string> drawn_figures(const std::vector<std::string>& figures);

/// Places of the varied settings that cells differ in: all but the seed.
std::vector<std::size_t> compared_settings(const SweepPlan& plan);

/// Whether a figure of that name is a fraction, which people read in per cent.
bool is_fraction(const std::string& figure);

/// "block 5 distinct" for "block5_distinct", "test error" for "test_error".
std::string title_of(const std::string& figure);

}  // namespace largestep
