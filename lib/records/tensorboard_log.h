#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "records/evaluator.h"
#include "tensorboard/event_file.h"
#include "train/step_recorder.h"

namespace largestep {

struct TensorboardOptions {
  bool on = false;
  std::int64_t total_steps = 1;  ///< of the run; at most kStepEvents of them become events
  std::int64_t first_step = 1;   ///< that this process takes
};

/// The run as TensorBoard shows it, in tensorboard/ of the run directory: loss and step size of the steps, thinned; at
/// each evaluation its losses and errors, the fractions of every layer and block, and a histogram a layer of its
/// channels' active fractions.
class TensorboardLog final : public StepListener {
 public:
  static constexpr std::int64_t kStepEvents = 2000;

  /// Creates the file unless it is off. @throws see EventFile
  TensorboardLog(const std::filesystem::path& run_directory, const TensorboardOptions& options);

  void on_steps(std::span<const StepRecord> steps) override;
  void on_evaluation(const EvaluationRow& row);
  void sync() override;

 private:
  std::optional<EventFile> file_;
  std::int64_t stride_;
};

}  // namespace largestep
