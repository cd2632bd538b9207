#pragma once

#include <vector>

#include "problems/finite_sum.h"

namespace largestep {

/// Puts a problem's state (BatchNorm statistics too) back as it was when it goes, also if something throws.
class StateScope {
 public:
  /// @param problem  must outlive it
  explicit StateScope(const FiniteSum& problem);
  ~StateScope();
  StateScope(const StateScope&) = delete;
  StateScope& operator=(const StateScope&) = delete;

 private:
  std::vector<NamedTensor> state_;
  std::vector<at::Tensor> saved_;
};

}  // namespace largestep
