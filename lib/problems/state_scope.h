#pragma once

#include <vector>

#include "problems/finite_sum.h"

namespace largestep {

/// A copy of a problem's state (BatchNorm statistics too), to be put back.
class SavedState {
 public:
  /// @param problem  must outlive it
  explicit SavedState(const FiniteSum& problem);
  /// Copies the values back to where they came from.
  void restore() const;

 private:
  std::vector<NamedTensor> state_;
  std::vector<at::Tensor> saved_;
};

/// Puts a problem's state back where something throws; where nothing does, restore() is to be called, which says so if
/// it fails.
class StateScope {
 public:
  explicit StateScope(const FiniteSum& problem) : saved_(problem) {}
  ~StateScope();
  StateScope(const StateScope&) = delete;
  StateScope& operator=(const StateScope&) = delete;

  void restore();

 private:
  SavedState saved_;
  bool is_restored_ = false;
};

}  // namespace largestep
