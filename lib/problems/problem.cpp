#include "problems/problem.h"

#include <torch/types.h>

#include "activity/distinct_features.h"
#include "problems/state_scope.h"

namespace largestep {
namespace {

constexpr double kTimesTheStart = 1e6;

/// Rows scaled to unit length; rows of zeros stay.
at::Tensor scaled_to_unit_rows(const at::Tensor& features) {
  const auto norms = features.norm(2, 1, /*keepdim=*/true);
  return features / norms.masked_fill(norms == 0, 1);
}

void add_layer(Evaluation& evaluation, const LayerFeatures& layer, double distinct_threshold) {
  const auto& features = layer.features;
  const auto dead = (features > 0).sum(0) == 0;
  evaluation.layers.push_back({.name = layer.layer,
                               .units = features.size(1),
                               .images = features.size(0),
                               .active_fraction = active_fraction(features),
                               .dead_fraction = dead.to(at::kDouble).mean().item<double>(),
                               .dead_units = dead.sum().item<std::int64_t>()});
  const auto distinct = distinct_features(scaled_to_unit_rows(features), distinct_threshold);
  evaluation.blocks.push_back({.name = layer.layer,
                               .layer = layer.layer,
                               .units = features.size(1),
                               .active_fraction = evaluation.layers.back().active_fraction,
                               .distinct_active_fraction = distinct.distinct_active_fraction,
                               .sampled_units = distinct.units,
                               .never_active = distinct.never_active,
                               .duplicates = distinct.duplicates});
}

Score score_average(Problem& problem, const WeightAverage& average) {
  const torch::NoGradGuard no_grad;
  StateScope weights(problem);
  const auto parameters = problem.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].second.copy_(average.weights()[i].second);
  const auto score = problem.test_score();
  weights.restore();
  return score;
}

}  // namespace

Batch Problem::whole() const {
  return {.indices = {torch::arange(terms(), torch::kLong), 0, terms()}, .at = {}, .elapsed_epochs = 0.0};
}

double Problem::largest_sane_loss() { return kTimesTheStart * (1.0 + train_score().loss); }

Score Problem::train_score() {
  const torch::NoGradGuard no_grad;
  Score score;
  score.loss = loss(whole()).item<double>();
  return score;
}

std::optional<Evaluation> Problem::evaluate(const EvaluationRequest& request) {
  Evaluation evaluation{.train = train_score(), .test = test_score(), .validation = {}, .average_test = {}};
  if (request.average != nullptr) evaluation.average_test = score_average(*this, *request.average);
  for (const auto& layer : features()) add_layer(evaluation, layer, distinct_threshold());
  return evaluation;
}

}  // namespace largestep
