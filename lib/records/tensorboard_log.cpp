#include "records/tensorboard_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "run_files/schema.h"

namespace largestep {
namespace {

void add_score(EventValues& values, const char* of, const Score& score) {
  if (!std::isnan(score.loss)) values.scalars.push_back({fmt::format("loss/{}", of), score.loss});
  if (!std::isnan(score.error)) values.scalars.push_back({fmt::format("error/{}", of), score.error});
}

}  // namespace

TensorboardLog::TensorboardLog(const std::filesystem::path& run_directory, const TensorboardOptions& options)
    : stride_(std::max<std::int64_t>(1, (options.total_steps + kStepEvents - 1) / kStepEvents)) {
  if (options.on) file_.emplace(run_directory / file_name::kTensorboard, options.first_step);
}

void TensorboardLog::on_steps(std::span<const StepRecord> steps) {
  if (!file_) return;
  for (const auto& step : steps) {
    if (step.step % stride_ != 0) continue;
    file_->append(step.step, {.scalars = {{"loss/step", step.loss}, {"step_size", step.step_size}}});
  }
}

void TensorboardLog::on_evaluation(const EvaluationRow& row) {
  if (!file_) return;
  EventValues values;
  add_score(values, "train", row.values.train);
  add_score(values, "test", row.values.test);
  add_score(values, "validation", row.values.validation);
  add_score(values, "average_test", row.values.average_test);
  for (const auto& layer : row.values.layers) {
    values.scalars.push_back({fmt::format("active_fraction/{}", layer.name), layer.active_fraction});
    values.scalars.push_back({fmt::format("dead_fraction/{}", layer.name), layer.dead_fraction});
    if (layer.channel_active_fractions.empty()) continue;
    values.histograms.push_back({fmt::format("channels/{}", layer.name), layer.channel_active_fractions});
  }
  for (const auto& block : row.values.blocks) {
    values.scalars.push_back({fmt::format("distinct_active_fraction/{}", block.name), block.distinct_active_fraction});
  }
  file_->append(row.at.step, values);
}

void TensorboardLog::sync() {
  if (file_) file_->sync();
}

}  // namespace largestep
