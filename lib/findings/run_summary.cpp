#include "findings/run_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "files/json_text.h"
#include "findings/experiment_key.h"
#include "findings/stabilization.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double large_share(const RunData& run) {
  const auto rows = large_phase_rows(run.steps.numbers(column::kStepSize));
  if (rows == 0) return 0;
  const auto& steps = run.steps.numbers(column::kStep);
  const double announced = number_or_nan(run.run, "steps");
  return steps[rows - 1] / (announced > 0 ? announced : steps.back());
}

double largest_step_size(const RunData& run) {
  const auto& step_sizes = run.steps.numbers(column::kStepSize);
  return step_sizes.empty() ? kNaN : *std::max_element(step_sizes.begin(), step_sizes.end());
}

/// Whether a run has no classes to be wrong about.
bool has_only_test_loss(const RunSummary& run) {
  return std::isfinite(run.test_loss) && !std::isfinite(run.test_error);
}

/// Right-aligned under the name of its column, behind a gap.
std::string aligned(const std::string& text, const SummaryColumn& column) {
  return fmt::format("  {:>{}}", text, std::max<std::size_t>(column.name.size(), 10));
}

}  // namespace

std::string status_of(const RunData& run) {
  const auto status = text_or(run.run, "status", "unknown");
  return status == "running" && run.writer_has_ended ? "interrupted" : status;
}

std::string seed_of(const RunData& run) {
  const auto found = run.config.find("seed");
  return found == run.config.end() ? "" : json_text(*found);
}

RunSummary summarise(const RunData& run) {
  const auto final = final_metrics(run);
  const double last_step_epoch = run.steps.rows() > 0 ? run.steps.numbers(column::kEpoch).back() : kNaN;
  RunSummary summary{.label = run.label,
                     .status = status_of(run),
                     .dataset = text_or(run.run, "dataset", ""),
                     .epochs = final.contains(column::kEpoch) ? number_or_nan(final, column::kEpoch) : last_step_epoch,
                     .train_loss = number_or_nan(final, column::kTrainLoss),
                     .test_error = number_or_nan(final, column::kTestError),
                     .last_block_active = kNaN,
                     .last_block_distinct = kNaN,
                     .stabilization = stabilization_of(run),
                     .largest_step_size = largest_step_size(run),
                     .large_share = large_share(run),
                     .test_loss = number_or_nan(final, column::kTestLoss),
                     .train_error = number_or_nan(final, column::kTrainError),
                     .seed = seed_of(run),
                     .experiment = experiment_key(run, KeyOf::kExperiment)};
  summary.times_sharpness = sharpness_while_hovering(run, summary.stabilization);
  if (const auto bounds = stability_bounds_of(run)) summary.stability_edge = bounds->small_batches;
  const auto blocks = final_blocks(run);
  if (blocks.empty()) return summary;
  summary.blocks = blocks.size();
  for (std::size_t i = 0; i < std::min(kDistinct.size(), blocks.size()) - 1; ++i) {
    summary.*kDistinct[i] = number_or_nan(blocks[i], column::kDistinctActiveFraction);
  }
  summary.last_block_distinct = number_or_nan(blocks.back(), column::kDistinctActiveFraction);
  summary.last_block_active = number_or_nan(blocks.back(), column::kActiveFraction);
  return summary;
}

std::vector<RunSummary> sorted_by(const std::vector<RunSummary>& runs, double RunSummary::*figure) {
  std::vector<RunSummary> sorted;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(sorted),
               [&](const auto& r) { return std::isfinite(r.*figure); });
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return a.*figure < b.*figure; });
  return sorted;
}

std::string last_block_of(const std::vector<RunSummary>& runs) {
  std::set<std::size_t> counts;
  for (const auto& run : runs) {
    if (std::isfinite(run.last_block_active)) counts.insert(run.blocks);
  }
  return counts.size() == 1 ? fmt::format("block {}", *counts.begin()) : "the last block";
}

bool any_has(const std::vector<RunSummary>& runs, double RunSummary::*figure) {
  return std::any_of(runs.begin(), runs.end(), [&](const auto& run) { return std::isfinite(run.*figure); });
}

std::vector<SummaryColumn> summary_columns(const std::vector<RunSummary>& runs) {
  std::vector<SummaryColumn> columns;
  const auto add_if_any = [&](const SummaryColumn& column) {
    if (any_has(runs, column.measure)) columns.push_back(column);
  };
  add_if_any({"test error", &RunSummary::test_error, per_cent});
  add_if_any({last_block_of(runs) + " active", &RunSummary::last_block_active, per_cent});
  add_if_any({last_block_of(runs) + " distinct", &RunSummary::last_block_distinct, per_cent});
  if (std::any_of(runs.begin(), runs.end(), has_only_test_loss)) {
    columns.push_back({"test loss", &RunSummary::test_loss, figure});
  }
  columns.push_back({"train loss", &RunSummary::train_loss, figure});
  return columns;
}

bool is_synthetic(const std::string& dataset) { return dataset.find("synthetic") != std::string::npos; }

std::string summary_table(const std::vector<RunSummary>& runs) {
  const auto columns = summary_columns(runs);
  std::size_t width = 3;
  for (const auto& run : runs) width = std::max(width, run.label.size());
  auto text = fmt::format("{:<{}}", "run", width);
  for (const auto& column : columns) text += aligned(column.name, column);
  text += "  status\n";
  for (const auto& run : runs) {
    text += fmt::format("{:<{}}", run.label, width);
    for (const auto& column : columns) text += aligned(column.text(run.*column.measure), column);
    text += fmt::format("  {}\n", run.status);
  }
  return text;
}

}  // namespace largestep
