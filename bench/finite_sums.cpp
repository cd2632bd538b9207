// Seconds of whole training loops on the small problems, one line each: "name steps seconds". The loop, the optimizer,
// the schedule and an observer that takes every loss are those of `largestep train`; files are left out, as in the
// Python loops that finite_sums.py times beside it.
#include <fmt/format.h>

#include <chrono>

#include "device/device.h"
#include "reproduce/small_experiments.h"
#include "session/trainee.h"
#include "train/loop.h"
#include "train/step_recorder.h"

namespace {

using namespace largestep;

class LastLoss final : public StepListener {
 public:
  void on_steps(std::span<const StepRecord> steps) override { loss = steps.back().loss; }
  double loss = 0.0;
};

void time_training(const std::string& name, const SmallRow& row, std::int64_t seed) {
  const auto settings = small_settings(row, seed);
  Trainee trainee(settings, make_problem(settings, {}));
  const StepSizeSchedule schedule(settings.schedule_options(trainee.problem.steps_per_epoch()));
  StepRecorder recorder;
  LastLoss last;
  recorder.add(last);
  const auto started = std::chrono::steady_clock::now();
  const auto end = train(trainee.problem, trainee.sgd, schedule, {.steps = settings.steps}, recorder);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  fmt::print("{} {} {:.6f} {:.3e}\n", name, end.step, seconds.count(), last.loss);
}

}  // namespace

int main() {
  largestep::set_threads(1);
  for (const auto& experiment : largestep::small_experiments()) {
    const auto& row = experiment.rows.front();
    time_training(experiment.name, row, /*seed=*/0);
    if (experiment.name == "diagonal") time_training("diagonal-gd", experiment.rows.at(4), 0);
  }
}
