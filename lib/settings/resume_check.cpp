#include "settings/resume_check.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

/// "epochs was 3, now 4".
std::string change_text(const SettingSpec& spec, const Settings& before, const Settings& now) {
  return fmt::format("{} was {}, now {}", spec.name, toml_text(before, spec), toml_text(now, spec));
}

/// Why the length of the run can't change; "" if it can.
std::string length_objection(const Settings& before, const Settings& now, const Progress& done,
                             std::int64_t steps_per_epoch) {
  if (now.steps > 0 ? now.steps < done.step : now.epochs < done.epoch + (done.step_in_epoch > 0 ? 1 : 0)) {
    return fmt::format(" (step {} is beyond that)", done.step);
  }
  const StepSizeSchedule old_schedule(before.schedule_options(steps_per_epoch));
  const StepSizeSchedule new_schedule(now.schedule_options(steps_per_epoch));
  for (std::int64_t step = 0; step < done.step; ++step) {
    const double epoch = elapsed_epochs_after(progress_after(step, steps_per_epoch), steps_per_epoch);
    const double was = old_schedule.at(epoch);
    const double would_be = new_schedule.at(epoch);
    if (was != would_be) {
      return fmt::format(
          " (the schedule {} depends on it: step {} had step size {:g} and would have had {:g}; a constant schedule "
          "can "
          "be extended, any other while its steps so far stay the same)",
          now.schedule, step + 1, was, would_be);
    }
  }
  const auto begun = done.epoch + (done.step_in_epoch > 0 ? 1 : 0);
  const auto noisy = [&](const Settings& settings) {
    return settings.label_noise > 0.0 ? std::min(settings.noisy_epochs(steps_per_epoch), begun) : 0;
  };
  if (noisy(before) != noisy(now)) {
    return fmt::format(" (label noise depends on it: {} epochs had it and {} would have had it)", noisy(before),
                       noisy(now));
  }
  return "";
}

}  // namespace

std::vector<std::string> check_resume(const Settings& before, const Settings& now, const Progress& done,
                                      std::int64_t steps_per_epoch) {
  std::vector<std::string> refused;
  std::vector<std::string> notes;
  for (const auto& spec : setting_specs()) {
    if (toml_text(before, spec) == toml_text(now, spec)) continue;
    const auto change = change_text(spec, before, now);
    switch (spec.on_resume) {
      case ResumeRule::kMayChange:
        break;
      case ResumeRule::kStays:
        refused.push_back(change);
        break;
      case ResumeRule::kChangesBits:
        if (now.deterministic) refused.push_back(change + " (this run is deterministic)");
        notes.push_back(change + ": from here on, results differ in the last digits from those of an unchanged run");
        break;
      case ResumeRule::kIfSameSteps:
        const auto objection = length_objection(before, now, done, steps_per_epoch);
        if (!objection.empty()) refused.push_back(change + objection);
        notes.push_back(change);
        break;
    }
  }
  if (!refused.empty()) {
    fail(ErrorKind::kInvalidArgument, "the run was made with other settings, and --resume needs the same ones: {}",
         fmt::join(refused, "; "));
  }
  return notes;
}

}  // namespace largestep
