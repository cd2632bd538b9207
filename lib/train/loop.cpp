#include "train/loop.h"

#include <cmath>

namespace largestep {
namespace {

bool is_done(const Progress& at, const TrainOptions& options) {
  return options.steps > 0 ? at.step >= options.steps : at.epoch >= options.epochs;
}

/// Where training starts or goes on, as its observers are told.
StepEvent start(const FiniteSum& problem, const StepSizeSchedule& schedule, const Progress& from) {
  const double elapsed = elapsed_epochs(from, problem.steps_per_epoch());
  return {from, elapsed, from.step > 0 ? schedule.at(elapsed) : std::nan(""), {}};
}

}  // namespace

Progress train(FiniteSum& problem, Sgd& sgd, const StepSizeSchedule& schedule, const TrainOptions& options,
               TrainingObserver& observer, Progress from) {
  auto at = from;
  auto verdict = observer.on_start(start(problem, schedule, from));
  if (verdict == Verdict::kStop) return from;
  while (!is_done(at, options) && verdict == Verdict::kContinue) {
    for (const Batch& batch : problem.epoch(at)) {
      observer.on_step_begin(at);
      const double step_size = schedule.at(batch.elapsed_epochs);
      const Loss loss = problem.gradient(batch);  // mean over the batch; fills .grad
      sgd.step(step_size);                        // w <- w - t_k grad f_i(w)
      ++at.step_in_epoch;
      ++at.step;
      verdict = observer.on_step({at, batch.elapsed_epochs, step_size, loss});
      if (verdict == Verdict::kStop || at.step == options.steps) break;
    }
    if (at.step_in_epoch == problem.steps_per_epoch()) {
      ++at.epoch;
      at.step_in_epoch = 0;
      observer.on_epoch_end(at);
    }
  }
  observer.on_end(at);
  return at;
}

}  // namespace largestep
