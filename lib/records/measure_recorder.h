#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "files/csv_log.h"
#include "problems/problem.h"
#include "train/cadence.h"
#include "train/observer.h"

namespace largestep {

struct MeasureRecorderOptions {
  Cadence cadence{};
  std::function<bool()> interrupted = {};  ///< ends a measurement early, whose rows are then not written
  Ranks* ranks = nullptr;                  ///< of which each measures the same
};

/// Records the problem's metrics every so many steps into measures.csv, one row a metric; what was due where a run goes
/// on and has not happened, or was cut short, is made up for there.
class MeasureRecorder final : public TrainingObserver {
 public:
  /// Creates the file unless nothing is ever due; one that is there is cut all the same.
  /// @param resume_from_step  rows of later steps are dropped from an existing file; -1 for a new run
  MeasureRecorder(Problem& problem, const std::filesystem::path& run_directory, const MeasureRecorderOptions& options,
                  std::int64_t resume_from_step);

  Verdict on_start(const StepEvent& last) override;
  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;

  bool is_due(std::int64_t step) const { return options_.cadence.is_due(step); }

  /// Called after each measurement with the seconds it took.
  std::function<void(double)> on_measured;

 private:
  std::string measured_rows(const StepEvent& event);

  Problem& problem_;
  MeasureRecorderOptions options_;
  std::optional<CsvLog> log_;
};

}  // namespace largestep
