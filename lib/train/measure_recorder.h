#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "measure/measurement.h"
#include "problems/image_classification.h"
#include "train/csv_log.h"
#include "train/observer.h"

namespace largestep {

struct MeasureRecorderOptions {
  std::int64_t every = 0;  ///< steps between measurements; 0 = never. With measurements, the end is always measured
  MeasurementOptions measurement{};  ///< step_size is filled in
};

/// Measures the network every so many steps into measures.csv, one row a figure.
class MeasureRecorder final : public TrainingObserver {
 public:
  static constexpr std::string_view kHeader = "step,epoch,measure,layer,figure,value";

  /// Creates the file unless options.every is 0.
  /// @param resume_from_step  rows of later steps are dropped from an existing file; -1 for a new run
  MeasureRecorder(ImageClassification& problem, const std::filesystem::path& run_directory,
                  const MeasureRecorderOptions& options, std::int64_t resume_from_step);

  Verdict on_step(const StepEvent& event) override;
  void on_end(const Progress& at) override;

  /// Called after each measurement with the seconds it took.
  std::function<void(double)> on_measured;

 private:
  void record(std::int64_t step);

  ImageClassification& problem_;
  MeasureRecorderOptions options_;
  std::optional<CsvLog> log_;
  double elapsed_epochs_ = 0.0;
  std::int64_t measured_step_;
};

}  // namespace largestep
