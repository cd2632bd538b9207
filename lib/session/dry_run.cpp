#include "session/dry_run.h"

#include <chrono>
#include <cmath>

#include "catalog/problem_catalog.h"
#include "device/arithmetic_scope.h"
#include "device/device.h"
#include "device/device_graph.h"
#include "device/memory.h"
#include "distributed/launch.h"
#include "records/pace.h"
#include "session/plan_facts.h"
#include "train/loop.h"

namespace largestep {
namespace {

constexpr double kLongEnough = 3;  ///< seconds
constexpr std::int64_t kFewestSteps = 4;

/// Stops as soon as there is a pace.
class PaceTaker final : public TrainingObserver {
 public:
  explicit PaceTaker(const PaceOptions& options) : pace(options) {}

  Verdict on_step(const StepEvent& event) override {
    event.loss.value();  // waits for the device
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - started_).count();
    pace.step_taken(event.at.step, seconds);
    return seconds > kLongEnough && event.at.step >= kFewestSteps ? Verdict::kStop : Verdict::kContinue;
  }

  Pace pace;

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

DryRun dry_run(Settings settings, const std::filesystem::path& directory) {
  if (read_launch()) fail(ErrorKind::kInvalidArgument, "a dry run is of one process; start it without a launcher");
  if (settings.deterministic) prepare_environment_for_determinism();
  const auto resolved = resolve_for_this_machine(std::move(settings), nullptr);
  const ArithmeticScope arithmetic(resolved.values.deterministic);
  const OwnStreamScope stream(resolved.device);
  Trainee trainee(resolved.values, make_problem(resolved));
  if (!resolved.values.start_from.empty()) trainee.start_from(resolved.values.start_from);
  PaceTaker taker({.total_steps = trainee.total_steps(resolved.values),
                   .steps_per_epoch = trainee.problem.steps_per_epoch(),
                   .batch_size = trainee.problem.sampling().batch_size,
                   .evaluate_every = resolved.values.eval_every,
                   .evaluation_cost_in_steps = trainee.problem.evaluation_cost_in_steps(trainee.average.has_value()),
                   .measure_every = resolved.values.measure_every});
  const StepSizeSchedule schedule(resolved.values.schedule_options(trainee.problem.steps_per_epoch()));
  const auto& pace = taker.pace;
  const auto at = train(trainee.objective, trainee.sgd, schedule,
                        {.epochs = resolved.values.epochs, .steps = resolved.values.steps}, taker);
  return {.plan = training_plan(resolved.values, plan_facts(resolved, trainee, directory)),
          .steps = at.step,
          .steps_per_epoch = trainee.problem.steps_per_epoch(),
          .seconds = pace.is_known() ? pace.seconds_of_run() : std::nan(""),
          .terms_per_second = pace.images_per_second(),
          .unit = trainee.problem.unit(),
          .peak_memory_bytes = peak_memory_bytes()};
}

}  // namespace largestep
