#include "session/plan_facts.h"

#include "kernels/instruction_set.h"
#include "session/step_launch.h"

namespace largestep {

std::string network_kind(Problem& problem) { return problem.network() != nullptr ? problem.network()->kind() : ""; }

std::string arithmetic_of(Problem& problem, const Settings& settings) {
  const bool is_double = problem.parameters().front().second.scalar_type() == at::kDouble;
  return is_double ? "float64" : settings.precision;
}

namespace {

/// "cpu (AMD EPYC) with kernels for avx512-bf16"
std::string describe_computing(const ResolvedSettings& resolved) {
  const bool own = resolved.device.is_cpu() && resolved.values.kernels == "auto";
  return describe_device(resolved.device) +
         (own ? std::string(" with kernels for ") + kernels::name_of(kernels::instruction_set()) : "");
}

}  // namespace

PlanFacts plan_facts(const ResolvedSettings& resolved, const Trainee& trainee, const std::filesystem::path& directory) {
  auto& problem = trainee.problem;
  const auto launch = step_launch(resolved.values, resolved.device, resolved.processes, problem.replays_steps());
  return {.dataset = problem.data_name(),
          .device = describe_computing(resolved),
          .launch = resolved.device.is_cpu() ? "" : describe(launch),
          .directory = directory.string(),
          .unit = problem.unit(),
          .arithmetic = arithmetic_of(problem, resolved.values),
          .terms = problem.terms(),
          .batch_size = problem.sampling().batch_size,
          .network = network_kind(problem),
          .parameters = trainee.parameter_count(),
          .total_steps = trainee.total_steps(resolved.values),
          .steps_per_epoch = problem.steps_per_epoch(),
          .processes = resolved.processes};
}

}  // namespace largestep
