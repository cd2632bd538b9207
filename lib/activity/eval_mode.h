#pragma once

#include "model/tapped_network.h"

namespace largestep {

/// Puts the network into eval mode and, at the end of its life, back into the mode it was in.
class EvalModeScope {
 public:
  explicit EvalModeScope(TappedNetwork& network) : network_(network), was_training_(network.is_training()) {
    network_.eval();
  }
  ~EvalModeScope() { network_.train(was_training_); }
  EvalModeScope(const EvalModeScope&) = delete;
  EvalModeScope& operator=(const EvalModeScope&) = delete;

 private:
  TappedNetwork& network_;
  bool was_training_;
};

}  // namespace largestep
