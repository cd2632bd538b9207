#include "train/problem_evaluator.h"

#include <fmt/format.h>
#include <torch/types.h>

#include <chrono>
#include <limits>

#include "measure/active_fraction.h"
#include "measure/distinct_features.h"
#include "train/evaluator.h"

namespace largestep {
namespace {

/// Rows scaled to unit length; rows of zeros stay.
at::Tensor with_unit_rows(const at::Tensor& features) {
  const auto norms = features.norm(2, 1, /*keepdim=*/true);
  return features / norms.masked_fill(norms == 0, 1);
}

LayerFigures figures_of(const LayerFeatures& layer, double distinct_threshold) {
  const auto& features = layer.features;
  const auto distinct = distinct_features(with_unit_rows(features), distinct_threshold);
  const auto dead = ((features > 0).sum(0) == 0).to(at::kDouble).mean().item<double>();
  return {.layer = layer.layer,
          .units = features.size(1),
          .inputs = features.size(0),
          .active_fraction = active_fraction(features),
          .distinct_active_fraction = distinct.distinct_active_fraction,
          .dead_fraction = dead};
}

ProblemScore score_average(MeasuredProblem& problem, const WeightAverage& average) {
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> saved;
  auto parameters = problem.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    saved.push_back(parameters[i].second.clone());
    parameters[i].second.copy_(average.weights()[i].second);
  }
  const auto score = problem.test_score();
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].second.copy_(saved[i]);
  return score;
}

std::string cells(const ProblemScore& score) {
  return fmt::format("{},{}", csv_number(score.loss), csv_number(score.error));
}

/// Rows of a resumed run's sparsity.csv to keep: of its last evaluation only if metrics.csv has that too.
KeepRows whole_evaluations(std::int64_t resume_from_step, std::int64_t last_evaluated) {
  KeepRows keep{.up_to_step = resume_from_step};
  if (resume_from_step < 0 || last_evaluated == resume_from_step) return keep;
  keep.also = [cell = fmt::format("{},", resume_from_step)](std::string_view row) { return !row.starts_with(cell); };
  return keep;
}

}  // namespace

ProblemRow evaluate(MeasuredProblem& problem, const WeightAverage* average) {
  const auto started = std::chrono::steady_clock::now();
  ProblemRow row{.at = {},
                 .train = problem.train_score(),
                 .test = problem.test_score(),
                 .average_test = average != nullptr ? score_average(problem, *average) : ProblemScore{},
                 .layers = {}};
  for (const auto& layer : problem.features()) row.layers.push_back(figures_of(layer, problem.distinct_threshold()));
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return row;
}

ProblemEvaluator::ProblemEvaluator(MeasuredProblem& problem, const WeightAverage* average,
                                   const std::filesystem::path& run_directory, const ProblemEvaluatorOptions& options,
                                   std::int64_t resume_from_step)
    : problem_(problem),
      average_(average),
      options_(options),
      metrics_(run_directory / "metrics.csv", Evaluator::kMetricsHeader, {.up_to_step = resume_from_step}),
      sparsity_(run_directory / "sparsity.csv", Evaluator::kSparsityHeader,
                whole_evaluations(resume_from_step, metrics_.last_kept_step())) {}

Verdict ProblemEvaluator::on_step(const StepEvent& event) {
  if (is_due(event.at.step)) write(event);
  return Verdict::kContinue;
}

void ProblemEvaluator::on_checkpoint(const Progress&) {
  sparsity_.sync();
  metrics_.sync();
}

void ProblemEvaluator::catch_up(const StepEvent& last_step) {
  const auto step = last_step.at.step;
  if (is_due(step) && metrics_.last_kept_step() != step) write(last_step);
}

void ProblemEvaluator::write(const StepEvent& event) {
  auto row = evaluate(problem_, average_);
  row.at = event.at;
  const auto epoch = csv_number(event.elapsed_epochs);
  std::string layers;
  for (const auto& layer : row.layers) {
    layers += fmt::format("{},{},probe,{},{},{},{},{},{}\n", event.at.step, epoch, layer.layer, layer.units,
                          layer.inputs, csv_number(layer.active_fraction), csv_number(layer.distinct_active_fraction),
                          csv_number(layer.dead_fraction));
  }
  sparsity_.append(layers);
  metrics_.append(fmt::format("{},{},{},{},{},{:.3f},,,{},\n", event.at.step, epoch, cells(row.train), cells(row.test),
                              csv_number(event.step_size), row.seconds, cells(row.average_test)));
  if (on_row) on_row(row);
}

}  // namespace largestep
