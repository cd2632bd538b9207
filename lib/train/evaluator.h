#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "files/csv_log.h"
#include "measure/sparsity.h"
#include "optim/weight_average.h"
#include "problems/image_classification.h"
#include "train/observer.h"

namespace largestep {

/// One evaluation during training.
struct EvaluationRow {
  Progress at;
  double elapsed_epochs = 0.0;
  double step_size = 0.0;                 ///< of the last step; NaN before the first
  SparsityReport probe;                   ///< features, loss and error on the probe set
  ClassificationScore test;               ///< on the test set
  ClassificationScore validation = {};    ///< on the validation set; no images if there is none
  ClassificationScore average_test = {};  ///< of the weight average on the test set; no images if there is none
  ClassificationScore sample = {};        ///< on training images as training sees them
  double seconds = 0.0;                   ///< the evaluation took
};

/// Images that are not trained on.
struct EvaluationSets {
  ImageSet test;
  ImageSet validation = {};  ///< held out of the training set; undefined tensors if none is
};

struct EvaluatorOptions {
  std::int64_t every = 200;           ///< steps between evaluations, >= 1
  std::int64_t last_step = 0;         ///< of the run: always evaluated
  std::int64_t sparsity_every = 0;    ///< steps between training batches whose activations are recorded; 0 = never
  std::uint64_t seed = 0;             ///< of the unit sampling
  bool test_flip = false;             ///< test and validation images are scored with their mirror images
  std::function<bool()> interrupted;  ///< ends an evaluation early, whose row is then not written
  Ranks* ranks = nullptr;             ///< share the evaluation; each has its own observer
};

/// Evaluates the network on the probe set and the test set, and writes metrics.csv and sparsity.csv. train_loss and
/// train_error are those of the probe set, in eval mode without augmentation. A weight average is scored on the test
/// set with BatchNorm statistics estimated on the first 2,560 training images, at the end on all. sampled_train_loss is
/// what the paper's code reports as the training loss: on 1,280 training images drawn anew and augmented, in eval mode.
class Evaluator final : public TrainingObserver {
 public:
  static constexpr std::string_view kMetricsHeader =
      "step,epoch,train_loss,train_error,test_loss,test_error,step_size,evaluation_seconds,"
      "validation_loss,validation_error,average_test_loss,average_test_error,sampled_train_loss";
  static constexpr std::string_view kSparsityHeader =
      "step,epoch,source,layer,units,images,active_fraction,distinct_active_fraction,dead_fraction";

  /// @param average           updated by someone else, or nullptr
  /// @param run_directory     empty: nothing is written
  /// @param resume_from_step  rows of later steps are dropped from existing files; -1 for a new run
  Evaluator(ImageClassification& problem, EvaluationSets sets, const WeightAverage* average,
            const std::filesystem::path& run_directory, const EvaluatorOptions& options, std::int64_t resume_from_step);

  void on_step_begin(const Progress& at) override;
  Verdict on_step(const StepEvent& event) override;
  void on_checkpoint(const Progress& at) override;

  /// Evaluates where a run begins or goes on if that is due and has not happened: before the first step, and after one
  /// during whose evaluation the run was stopped.
  /// @param last_step  the last step taken; at step 0, none was. Its loss is not looked at.
  void catch_up(const StepEvent& last_step);

  bool is_due(std::int64_t step) const { return step % options_.every == 0 || step == options_.last_step; }

  /// Called with each row after it was written.
  std::function<void(const EvaluationRow&)> on_row;

 private:
  /// Rows of an existing sparsity.csv to keep: of an evaluation only if it was completed.
  KeepRows completed_rows(std::int64_t resume_from_step) const;
  void evaluate(const StepEvent& event);
  /// How images that are not measured but scored are passed.
  InferenceOptions scoring(InferenceOptions inference) const;
  ClassificationScore score_average(bool last, const InferenceOptions& inference);
  void write_batch_activity(const StepEvent& event);

  ImageClassification& problem_;
  EvaluationSets sets_;
  const WeightAverage* average_;
  ResNet18 averaged_network_{nullptr};
  EvaluatorOptions options_;
  CsvLog metrics_;
  CsvLog sparsity_;
  std::optional<ActivityRecorder> batch_recorder_;
};

}  // namespace largestep
