#include "settings/schedule_settings.h"

#include <algorithm>

#include "core/error.h"
#include "optim/schedules/schedule.h"
#include "settings/setting_specs.h"

namespace largestep {

bool is_ignored_by_schedule(const Settings& settings, const std::string& name) {
  if (name == "schedule" || setting_named(name).group != SettingGroup::kStepSize) return false;
  const auto& reads = find_schedule(settings.schedule_options().schedule).reads;
  return std::find(reads.begin(), reads.end(), name) == reads.end();
}

void check_schedule_reads(const SettingValues& given, const Settings& settings, const ProblemSettings& problem) {
  const auto defaults = default_settings(problem);
  for (const auto& [name, value] : given) {
    const auto& spec = setting_named(name);
    if (!is_ignored_by_schedule(settings, name) || plain_text(settings, spec) == plain_text(defaults, spec)) continue;
    fail(ErrorKind::kInvalidArgument,
         "{} is {}, but the schedule {} takes no notice of it; leave it out, or give another --schedule, such as "
         "large-then-decay",
         name, plain_text(settings, spec), settings.schedule);
  }
}

}  // namespace largestep
