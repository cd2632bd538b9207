#include <fmt/ranges.h>

#include <algorithm>

#include "core/error.h"
#include "core/suggest.h"
#include "optim/schedules/constant.h"
#include "optim/schedules/cosine.h"
#include "optim/schedules/grow_then_divide.h"
#include "optim/schedules/inverse.h"
#include "optim/schedules/large_then_decay.h"
#include "optim/schedules/points.h"
#include "optim/schedules/triangle.h"
#include "optim/step_size_schedule.h"

namespace largestep {
namespace {

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& schedule : schedules()) {
    if (!schedule.read) found.push_back(schedule.name);
  }
  return found;
}

/// ", or points such as 0:0.05,0.5:0.005"
std::string or_written() {
  std::string text;
  for (const auto& schedule : schedules()) {
    if (schedule.read) text += fmt::format(", or {} such as {}", schedule.name, schedule.example);
  }
  return text;
}

[[noreturn]] void refuse(const std::string& name) {
  const auto nearest = nearest_name(name, names());
  fail(ErrorKind::kInvalidArgument, "schedule \"{}\" is not known; use {}{}", name,
       nearest.empty() ? fmt::format("{}", fmt::join(names(), ", ")) : nearest, or_written());
}

}  // namespace

const std::vector<Schedule>& schedules() {
  // clang-format off
  static const std::vector<Schedule> all{
      constant_schedule(),
      large_then_decay_schedule(),
      cosine_schedule(),
      triangle_schedule(),
      grow_then_divide_schedule(),
      inverse_schedule(),
      points_schedule(),
  };
  // clang-format on
  return all;
}

const Schedule& find_schedule(const std::string& name) {
  const auto found = std::find_if(schedules().begin(), schedules().end(),
                                  [&](const Schedule& schedule) { return schedule.name == name; });
  if (found == schedules().end()) refuse(name);
  return *found;
}

void parse_schedule(const std::string& text, ScheduleOptions& options) {
  for (const auto& schedule : schedules()) {
    if (schedule.read ? !schedule.read(text, options) : text != schedule.name) continue;
    options.schedule = schedule.name;
    return;
  }
  refuse(text);
}

}  // namespace largestep
