#pragma once

#include "files/csv_log.h"
#include "train/step_recorder.h"

namespace largestep {

/// steps.csv, one row a step.
class StepLog final : public StepListener {
 public:
  /// @param path              of the file
  /// @param resume_from_step  rows of later steps are dropped from an existing file; -1 for a new run
  /// @throws Error{kData} if an existing file lacks rows before that step; see also CsvLog.
  StepLog(const std::filesystem::path& path, std::int64_t resume_from_step);

  void on_steps(std::span<const StepRecord> steps) override;
  void sync() override { log_.sync(); }
  /// Step of the last row.
  std::int64_t last_step() const { return last_step_; }

 private:
  CsvLog log_;
  std::int64_t last_step_ = 0;
};

}  // namespace largestep
