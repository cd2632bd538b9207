#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "measure/sparsity.h"
#include "problems/image_classification.h"
#include "train/csv_log.h"
#include "train/observer.h"

namespace largestep {

/// One evaluation during training.
struct EvaluationRow {
  Progress at;
  double elapsed_epochs = 0.0;
  double step_size = 0.0;    ///< of the last step; NaN before the first
  SparsityReport probe;      ///< features, loss and error on the probe set
  ClassificationScore test;  ///< on the test set
  double seconds = 0.0;      ///< the evaluation took
};

struct EvaluatorOptions {
  std::int64_t every = 200;           ///< steps between evaluations, >= 1; the end is always evaluated
  std::int64_t sparsity_every = 0;    ///< steps between training batches whose activations are recorded; 0 = never
  std::uint64_t seed = 0;             ///< of the unit sampling
  std::function<bool()> interrupted;  ///< ends an evaluation early, whose row is then not written
};

/// Evaluates the network on the probe set and the test set, and writes metrics.csv and sparsity.csv. train_loss and
/// train_error are those of the probe set, in eval mode without augmentation.
class Evaluator final : public TrainingObserver {
 public:
  static constexpr std::string_view kMetricsHeader =
      "step,epoch,train_loss,train_error,test_loss,test_error,step_size,evaluation_seconds";
  static constexpr std::string_view kSparsityHeader =
      "step,epoch,source,layer,units,images,active_fraction,distinct_active_fraction,dead_fraction";

  /// @param resume_from_step  rows of later steps are dropped from existing files; -1 for a new run
  Evaluator(ImageClassification& problem, ImageSet test_set, const std::filesystem::path& run_directory,
            const EvaluatorOptions& options, std::int64_t resume_from_step);

  void on_step_begin(const Progress& at) override;
  Verdict on_step(const StepEvent& event) override;
  void on_end(const Progress& at) override;

  /// Called with each row after it was written.
  std::function<void(const EvaluationRow&)> on_row;

 private:
  void evaluate(const Progress& at);
  void write_batch_activity(const StepEvent& event);

  ImageClassification& problem_;
  ImageSet test_set_;
  EvaluatorOptions options_;
  CsvLog metrics_;
  CsvLog sparsity_;
  std::optional<ActivityRecorder> batch_recorder_;
  double step_size_;
  double elapsed_epochs_ = 0.0;
  std::int64_t evaluated_step_;
};

}  // namespace largestep
