#include "session/share_start.h"

#include <torch/types.h>

namespace largestep {
namespace {

void share_momentum(Ranks& ranks, const TrainingState& state) {
  auto buffers = state.sgd.momentum_buffers();
  if (ranks.broadcast(static_cast<std::int64_t>(buffers.size())) == 0) return;
  if (buffers.empty()) {
    for (const auto& [name, parameter] : state.problem.parameters()) {
      buffers.emplace_back(name, torch::zeros_like(parameter.detach()));
    }
  }
  for (const auto& [name, buffer] : buffers) ranks.broadcast(buffer);
  state.sgd.restore_momentum(buffers);
}

}  // namespace

void share_weights(Ranks& ranks, const TrainingState& state) {
  if (ranks.is_alone()) return;
  for (const auto& [name, tensor] : state.problem.state()) ranks.broadcast(tensor);
  share_momentum(ranks, state);
  if (state.average != nullptr) {
    for (const auto& [name, tensor] : state.average->weights()) ranks.broadcast(tensor);
  }
}

void share_progress(Ranks& ranks, Progress& at, RunDescription& run) {
  if (ranks.is_alone()) return;
  at = {.epoch = ranks.broadcast(at.epoch),
        .step_in_epoch = ranks.broadcast(at.step_in_epoch),
        .step = ranks.broadcast(at.step)};
  const auto scale = torch::tensor(run.step_size_scale, at::kDouble);
  ranks.broadcast(scale);
  run.step_size_scale = scale.item<double>();
  run.restarts = ranks.broadcast(run.restarts);
}

}  // namespace largestep
