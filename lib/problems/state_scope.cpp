#include "problems/state_scope.h"

#include <torch/types.h>

namespace largestep {

StateScope::StateScope(const FiniteSum& problem) : state_(problem.state()) {
  for (const auto& [name, tensor] : state_) saved_.push_back(tensor.detach().clone());
}

StateScope::~StateScope() {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < state_.size(); ++i) state_[i].second.copy_(saved_[i]);
}

}  // namespace largestep
