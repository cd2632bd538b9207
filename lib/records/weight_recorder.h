#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "files/csv_log.h"
#include "problems/problem.h"
#include "records/loss_surface.h"
#include "train/cadence.h"
#include "train/observer.h"

namespace largestep {

/// Records all weights, the start included, into weights.csv, and the problem's curve, if it has one, into curve.csv;
/// of a problem of two numbers also the loss around the path, into surface.csv. What was due where a run goes on and
/// has not happened, or was cut short, is made up for there.
class WeightRecorder final : public TrainingObserver {
 public:
  /// @param run_directory     empty: nothing is written
  /// @param resume_from_step  rows of later steps are dropped from existing files; -1 for a new run
  /// @throws Error{kWrite}, Error{kData}: see CsvLog
  WeightRecorder(Problem& problem, const std::filesystem::path& run_directory, const Cadence& cadence,
                 std::int64_t resume_from_step);

  Verdict on_start(const StepEvent& last) override;
  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;

 private:
  std::string rows_after_the_curve(std::int64_t step, double epoch);

  Problem& problem_;
  Cadence cadence_;
  CsvLog weights_;
  std::optional<CsvLog> curve_;
  std::optional<LossSurface> surface_;
};

}  // namespace largestep
