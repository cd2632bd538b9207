#pragma once

#include "optim/sgd.h"
#include "optim/step_size_schedule.h"
#include "problems/finite_sum.h"
#include "train/observer.h"

namespace largestep {

struct TrainOptions {
  std::int64_t epochs = 1;  ///< whole epochs to have completed at the end, >= 0
  std::int64_t steps = 0;   ///< steps to have taken at the end instead; 0: the epochs count
};

/// Stochastic gradient descent on a finite sum, the seminar's x_{k+1} = x_k - t_k grad f_{i(k)}(x_k). Starts at `from`
/// and ends after options.epochs epochs or options.steps steps, or when the observer says stop. Knows nothing of what
/// it trains.
/// @return where it ended; call again with it to continue.
Progress train(FiniteSum& problem, Sgd& sgd, const StepSizeSchedule& schedule, const TrainOptions& options,
               TrainingObserver& observer, Progress from = {});

}  // namespace largestep
