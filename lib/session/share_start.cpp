#include "session/share_start.h"

#include <torch/types.h>

namespace largestep {
namespace {

void share_momentum(Ranks& ranks, const TrainingState& state) {
  auto buffers = state.sgd.momentum_buffers();
  if (ranks.of_first(static_cast<std::int64_t>(buffers.size())) == 0) return;
  if (buffers.empty()) {
    for (const auto& [name, parameter] : state.problem.parameters()) {
      buffers.emplace_back(name, torch::zeros_like(parameter.detach()));
    }
  }
  for (const auto& [name, buffer] : buffers) ranks.take_from_first(buffer);
  state.sgd.restore_momentum(buffers);
}

}  // namespace

void share_weights(Ranks& ranks, const TrainingState& state) {
  if (ranks.is_alone()) return;
  for (const auto& [name, tensor] : state.problem.state()) ranks.take_from_first(tensor);
  share_momentum(ranks, state);
  if (state.average != nullptr) {
    for (const auto& [name, tensor] : state.average->weights()) ranks.take_from_first(tensor);
  }
}

void share_progress(Ranks& ranks, Progress& at, RunDescription& run) {
  if (ranks.is_alone()) return;
  at = {.epoch = ranks.of_first(at.epoch),
        .step_in_epoch = ranks.of_first(at.step_in_epoch),
        .step = ranks.of_first(at.step)};
  const auto scale = torch::tensor(run.step_size_scale, at::kDouble);
  ranks.take_from_first(scale);
  run.step_size_scale = scale.item<double>();
  run.restarts = ranks.of_first(run.restarts);
}

}  // namespace largestep
