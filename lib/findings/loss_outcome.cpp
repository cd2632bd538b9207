#include "findings/loss_outcome.h"

#include "run_files/schema.h"

namespace largestep {

std::string name_of(LossOutcome outcome) {
  switch (outcome) {
    case LossOutcome::kConverges:
      return "converges";
    case LossOutcome::kHovers:
      return "hovers";
    case LossOutcome::kDiverges:
      return "diverges";
    case LossOutcome::kUnjudged:
      break;
  }
  return "-";
}

LossOutcome loss_outcome(const RunData& run, const RunSummary& summary) {
  if (summary.status == "diverged") return LossOutcome::kDiverges;
  if (!summary.stabilization.empty()) return LossOutcome::kHovers;
  const auto large = large_phase_rows(run.steps.numbers(column::kStepSize));
  return large < kFewestLargeSteps ? LossOutcome::kUnjudged : LossOutcome::kConverges;
}

}  // namespace largestep
