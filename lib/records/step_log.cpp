#include "records/step_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "files/csv_cell.h"
#include "run_files/schema.h"

namespace largestep {

StepLog::StepLog(const std::filesystem::path& path, std::int64_t resume_from_step)
    : log_(path, csv_header(kStepsColumns), {.up_to_step = resume_from_step}),
      last_step_(std::max<std::int64_t>(log_.last_kept_step(), 0)) {
  if (log_.last_kept_step() >= 0 && last_step_ < resume_from_step) {
    fail(ErrorKind::kData,
         "{} ends at step {}, but the checkpoint is of step {}: put the whole file back, or delete it to go on without "
         "those rows",
         path.string(), last_step_, resume_from_step);
  }
}

void StepLog::on_steps(std::span<const StepRecord> steps) {
  std::string rows;
  for (const auto& step : steps) {
    rows += fmt::format("{},{},{},{}\n", step.step, csv_number(step.epoch), csv_number(step.step_size),
                        csv_number(step.loss));
  }
  log_.append(rows);
  if (!steps.empty()) last_step_ = steps.back().step;
}

}  // namespace largestep
