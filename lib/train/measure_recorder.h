#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "files/csv_log.h"
#include "measure/measurement.h"
#include "problems/image_classification.h"
#include "train/observer.h"

namespace largestep {

struct MeasureRecorderOptions {
  std::int64_t every = 0;            ///< steps between measurements; 0 = never
  std::int64_t last_step = 0;        ///< of the run: always measured, if anything is
  MeasurementOptions measurement{};  ///< step_size is filled in
  Ranks* ranks = nullptr;            ///< of which each measures the same
};

/// Measures the network every so many steps into measures.csv, one row a figure.
class MeasureRecorder final : public TrainingObserver {
 public:
  static constexpr std::string_view kHeader = "step,epoch,measure,layer,figure,value";

  /// Creates the file unless options.every is 0.
  /// @param resume_from_step  rows of later steps are dropped from an existing file; -1 for a new run
  MeasureRecorder(ImageClassification& problem, const std::filesystem::path& run_directory,
                  const MeasureRecorderOptions& options, std::int64_t resume_from_step);

  bool is_due(std::int64_t step) const;
  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;

  /// Measures where a resumed run stands if that was due and did not happen, as Evaluator::catch_up does.
  void catch_up(const StepEvent& last_step);

  /// Called after each measurement with the seconds it took.
  std::function<void(double)> on_measured;

 private:
  void record(const StepEvent& event);

  ImageClassification& problem_;
  MeasureRecorderOptions options_;
  std::optional<CsvLog> log_;
};

}  // namespace largestep
