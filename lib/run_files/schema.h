#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace largestep {

/// The files of a run directory and the columns of its tables, as writers and readers of runs know them;
/// docs/RUN_FILES.md says what is in them.
namespace file_name {

inline constexpr const char* kConfig = "config.toml";
inline constexpr const char* kRun = "run.json";
inline constexpr const char* kLock = "run.lock";
inline constexpr const char* kSteps = "steps.csv";
inline constexpr const char* kMetrics = "metrics.csv";
inline constexpr const char* kSparsity = "sparsity.csv";
inline constexpr const char* kMeasures = "measures.csv";
inline constexpr const char* kWeights = "weights.csv";
inline constexpr const char* kCurve = "curve.csv";
inline constexpr const char* kSurface = "surface.csv";
inline constexpr const char* kCheckpoints = "checkpoints";  ///< a directory
inline constexpr const char* kLastCheckpoint = "last.pt";   ///< in it
inline constexpr const char* kTensorboard = "tensorboard";  ///< a directory

/// Whatever a run may have written into its directory, except the lock, which every process makes.
inline constexpr std::array kOfARun{kConfig,  kRun,   kSteps,   kMetrics,     kSparsity,   kMeasures,
                                    kWeights, kCurve, kSurface, kCheckpoints, kTensorboard};

}  // namespace file_name

/// No config.toml and no run.json is larger, in bytes: a few kilobytes, and in run.json the restarts.
inline constexpr std::size_t kLargestDescription = std::size_t{1} << 20;

namespace column {

inline constexpr const char* kStep = "step";
inline constexpr const char* kEpoch = "epoch";
inline constexpr const char* kStepSize = "step_size";
inline constexpr const char* kLoss = "loss";

inline constexpr const char* kTrainLoss = "train_loss";
inline constexpr const char* kTrainError = "train_error";
inline constexpr const char* kTestLoss = "test_loss";
inline constexpr const char* kTestError = "test_error";
inline constexpr const char* kEvaluationSeconds = "evaluation_seconds";
inline constexpr const char* kValidationLoss = "validation_loss";
inline constexpr const char* kValidationError = "validation_error";
inline constexpr const char* kAverageTestLoss = "average_test_loss";
inline constexpr const char* kAverageTestError = "average_test_error";
inline constexpr const char* kSampledTrainLoss = "sampled_train_loss";

inline constexpr const char* kSource = "source";
inline constexpr const char* kLayer = "layer";
inline constexpr const char* kUnits = "units";
inline constexpr const char* kImages = "images";
inline constexpr const char* kActiveFraction = "active_fraction";
inline constexpr const char* kDistinctActiveFraction = "distinct_active_fraction";
inline constexpr const char* kDeadFraction = "dead_fraction";

inline constexpr const char* kMeasure = "measure";
inline constexpr const char* kFigure = "figure";
inline constexpr const char* kValue = "value";

inline constexpr const char* kParameter = "parameter";
inline constexpr const char* kIndex = "index";
inline constexpr const char* kX = "x";
inline constexpr const char* kY = "y";

}  // namespace column

/// What a row of sparsity.csv was measured on: its column `source`.
namespace activity_source {

inline constexpr const char* kProbe = "probe";
inline constexpr const char* kBatch = "batch";

}  // namespace activity_source

/// The columns of each table, in the order of its cells.
inline constexpr std::array kStepsColumns{column::kStep, column::kEpoch, column::kStepSize, column::kLoss};
inline constexpr std::array kMetricsColumns{column::kStep,
                                            column::kEpoch,
                                            column::kTrainLoss,
                                            column::kTrainError,
                                            column::kTestLoss,
                                            column::kTestError,
                                            column::kStepSize,
                                            column::kEvaluationSeconds,
                                            column::kValidationLoss,
                                            column::kValidationError,
                                            column::kAverageTestLoss,
                                            column::kAverageTestError,
                                            column::kSampledTrainLoss};
inline constexpr std::array kSparsityColumns{
    column::kStep,        column::kEpoch,  column::kSource,         column::kLayer,
    column::kUnits,       column::kImages, column::kActiveFraction, column::kDistinctActiveFraction,
    column::kDeadFraction};
inline constexpr std::array kMeasuresColumns{column::kStep,  column::kEpoch,  column::kMeasure,
                                             column::kLayer, column::kFigure, column::kValue};
inline constexpr std::array kWeightsColumns{column::kStep, column::kEpoch, column::kParameter, column::kIndex,
                                            column::kValue};
inline constexpr std::array kCurveColumns{column::kStep, column::kEpoch, column::kX, column::kY};
inline constexpr std::array kSurfaceColumns{column::kX, column::kY, column::kLoss};

/// The first line of a table, without its newline.
inline std::string csv_header(std::span<const char* const> columns) {
  std::string header;
  for (const char* name : columns) header.append(header.empty() ? "" : ",").append(name);
  return header;
}

/// Where a run keeps the state that --resume continues from.
inline std::filesystem::path last_checkpoint_of(const std::filesystem::path& run_directory) {
  return run_directory / file_name::kCheckpoints / file_name::kLastCheckpoint;
}

}  // namespace largestep
