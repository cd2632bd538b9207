#pragma once

#include <optional>

#include "device/replayed_work.h"
#include "optim/sgd.h"

namespace largestep {

/// Exponential average of the weights along the trajectory, a <- tau a + (1 - tau) w after every step, a = w at the
/// start. The paper evaluates it beside the weights and calls it SWA (after Izmailov et al., UAI 2018,
/// arXiv:1803.05407). BatchNorm statistics are not averaged: they must be estimated afresh for the averaged weights.
class WeightAverage {
 public:
  /// @param parameters  read at every update, never changed
  /// @param tau         in (0, 1)
  WeightAverage(const std::vector<NamedTensor>& parameters, double tau);

  /// Takes the parameters as they stand into the average.
  void update();

  /// From now on, where there are CUDA graphs, update() is captured in one and replayed.
  void replay_updates() { replayed_.emplace(); }

  /// The average a by parameter name; shares storage with this object.
  const std::vector<NamedTensor>& weights() const { return average_; }
  /// Whether a saved average can be continued from. @throws Error{kData} if names or shapes do not fit the parameters.
  void check(const std::vector<NamedTensor>& average) const;
  /// Continues from a saved average. @throws what check throws, and then keeps the one it has
  void restore(const std::vector<NamedTensor>& average);

 private:
  void update_by_operations();

  double tau_;
  std::vector<at::Tensor> parameters_;
  std::vector<NamedTensor> average_;
  std::vector<at::Tensor> average_tensors_;
  std::optional<ReplayedWork> replayed_;
};

}  // namespace largestep
