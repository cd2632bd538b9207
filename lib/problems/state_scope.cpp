#include "problems/state_scope.h"

#include <torch/types.h>

namespace largestep {

SavedState::SavedState(const FiniteSum& problem) : state_(problem.state()) {
  for (const auto& [name, tensor] : state_) saved_.push_back(tensor.detach().clone());
}

void SavedState::restore() const {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < state_.size(); ++i) at::Tensor(state_[i].second).copy_(saved_[i]);
}

void StateScope::restore() {
  saved_.restore();
  is_restored_ = true;
}

StateScope::~StateScope() {
  if (is_restored_) return;
  try {
    saved_.restore();
  } catch (...) {
    // What was thrown before says why; the state is of no use to anybody then.
  }
}

}  // namespace largestep
