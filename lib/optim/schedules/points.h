#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/error.h"
#include "optim/schedules/from_epoch.h"
#include "optim/schedules/option_checks.h"

namespace largestep {

/// Piecewise constant: the step size of the last point whose fraction is <= s.
inline double size_of_last_point(const ScheduleOptions& options, double s) {
  const auto after = std::upper_bound(options.points.begin(), options.points.end(), s,
                                      [](double value, const auto& point) { return value < point.first; });
  return std::prev(after)->second;
}

inline std::string points_in_words(const StepSizeSchedule& schedule) {
  const auto& options = schedule.options();
  auto text = fmt::format("{:.3g}", schedule.at(0));
  for (std::size_t i = 1; i < options.points.size(); ++i) {
    text += from_epoch(options.points[i].first * options.epochs, schedule);
  }
  return text;
}

inline void require_points(const ScheduleOptions& options) {
  const auto& points = options.points;
  if (points.empty()) fail(ErrorKind::kInvalidArgument, "a schedule of points needs at least one point");
  require_option(points.front().first == 0.0, "the fraction of the first schedule point", points.front().first, "0");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [fraction, size] = points[i];
    require_option(fraction >= 0 && fraction < 1 && (i == 0 || fraction > points[i - 1].first),
                   "a schedule point's fraction", fraction, "in [0, 1) and above the one before");
    require_option(size > 0 && std::isfinite(size), "a schedule point's step size", size, "finite and above 0");
  }
}

/// Reads "FRACTION:STEP_SIZE,..." into the points; false if there is no colon.
inline bool read_points(const std::string& text, ScheduleOptions& options) {
  if (text.find(':') == std::string::npos) return false;
  // A whole string as a number; NaN if it is not one.
  const auto number = [](const std::string& word) {
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    return !word.empty() && end == word.c_str() + word.size() ? value : std::nan("");
  };
  std::vector<std::pair<double, double>> points;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find(',', from), text.size());
    const auto point = text.substr(from, to - from);
    const auto colon = point.find(':');
    const double fraction = colon == std::string::npos ? std::nan("") : number(point.substr(0, colon));
    const double step_size = colon == std::string::npos ? std::nan("") : number(point.substr(colon + 1));
    if (std::isnan(fraction) || std::isnan(step_size)) {
      fail(ErrorKind::kInvalidArgument,
           "schedule point \"{}\" is not FRACTION:STEP_SIZE; write 0:0.05,0.5:0.005, for example", point);
    }
    points.emplace_back(fraction, step_size);
    from = to + 1;
  }
  options.points = std::move(points);
  return true;
}

inline Schedule points_schedule() {
  return {.name = "points",
          .description = "FRACTION:STEP_SIZE,...: the step size of the last point whose fraction of the run is reached",
          .at = size_of_last_point,
          .reads = {},
          .in_words = points_in_words,
          .validate = require_points,
          .example = "0:0.05,0.5:0.005",
          .read = read_points};
}

}  // namespace largestep
