#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "activity/sparsity.h"
#include "core/progress.h"
#include "distributed/ranks.h"
#include "optim/weight_average.h"

namespace largestep {

/// How well the variables do on a set of examples; NaN where there is no such number.
struct Score {
  double loss = std::numeric_limits<double>::quiet_NaN();   ///< mean
  double error = std::numeric_limits<double>::quiet_NaN();  ///< share of wrong signs or classes, in [0, 1]
};

/// How a problem stands at some step.
struct Evaluation {
  Score train;                                                           ///< on the terms, or on a fixed part of them
  Score test;                                                            ///< on examples that are not trained on
  Score validation;                                                      ///< on examples held out of training
  Score average_test;                                                    ///< of the weight average
  double sampled_train_loss = std::numeric_limits<double>::quiet_NaN();  ///< on a fresh sample, as training sees it
  std::vector<LayerActivity> layers = {};                                ///< hidden layers in forward order
  std::vector<BlockActivity> blocks = {};  ///< layers whose distinct features were counted, in forward order
};

/// What an evaluation is to look at.
struct EvaluationRequest {
  Progress at{};                           ///< where the run stands
  bool is_last = false;                    ///< of the run
  const WeightAverage* average = nullptr;  ///< to be scored too, if there is one
  std::function<bool()> interrupted = {};  ///< asked now and then; true ends it early
  Ranks* ranks = nullptr;                  ///< who share the work; nullptr: nobody else
};

/// What metrics are to look at.
struct MetricRequest {
  double step_size = std::numeric_limits<double>::quiet_NaN();  ///< of the last step; NaN if unknown
  std::function<bool()> interrupted = {};                       ///< asked between measures; true ends them early
};

}  // namespace largestep
