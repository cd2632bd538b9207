#include "optim/step_size_schedule.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "core/error.h"
#include "core/suggest.h"

namespace largestep {
namespace {

constexpr double kSecondDecayAt = 0.9;
constexpr double kTrianglePeakAt = 0.4;
constexpr double kLinearWarmupUntil = 0.5;

const std::vector<std::pair<std::string, ScheduleKind>> kNamedSchedules{
    {"constant", ScheduleKind::kConstant},
    {"large-then-decay", ScheduleKind::kLargeThenDecay},
    {"cosine", ScheduleKind::kCosine},
    {"triangle", ScheduleKind::kTriangle},
    {"grow-then-divide", ScheduleKind::kGrowThenDivide},
    {"inverse", ScheduleKind::kInverse},
};

void require(bool valid, const char* field, double value, const char* range) {
  if (!valid) fail(ErrorKind::kInvalidArgument, "{} is {}, but must be {}", field, value, range);
}

/// Reads a whole string as a number; NaN if it is not one.
double parse_number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return !text.empty() && end == text.c_str() + text.size() ? value : std::nan("");
}

std::vector<std::pair<double, double>> parse_points(const std::string& text) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t from = 0; from <= text.size();) {
    const auto to = std::min(text.find(',', from), text.size());
    const auto point = text.substr(from, to - from);
    const auto colon = point.find(':');
    const double fraction = colon == std::string::npos ? std::nan("") : parse_number(point.substr(0, colon));
    const double step_size = colon == std::string::npos ? std::nan("") : parse_number(point.substr(colon + 1));
    if (std::isnan(fraction) || std::isnan(step_size)) {
      fail(ErrorKind::kInvalidArgument,
           "schedule point \"{}\" is not FRACTION:STEP_SIZE; write 0:0.05,0.5:0.005, for example", point);
    }
    points.emplace_back(fraction, step_size);
    from = to + 1;
  }
  return points;
}

}  // namespace

void ScheduleOptions::validate() const {
  require(epochs > 0 && std::isfinite(epochs), "epochs", epochs, "finite and above 0");
  require(scale > 0 && std::isfinite(scale), "the scale of the step sizes", scale, "finite and above 0");
  if (kind == ScheduleKind::kPoints) {
    if (points.empty()) fail(ErrorKind::kInvalidArgument, "a schedule of points needs at least one point");
    require(points.front().first == 0.0, "the fraction of the first schedule point", points.front().first, "0");
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto [fraction, size] = points[i];
      require(fraction >= 0 && fraction < 1 && (i == 0 || fraction > points[i - 1].first),
              "a schedule point's fraction", fraction, "in [0, 1) and above the one before");
      require(size > 0 && std::isfinite(size), "a schedule point's step size", size, "finite and above 0");
    }
    return;
  }
  if (kind == ScheduleKind::kFunction) {
    if (!function) fail(ErrorKind::kInvalidArgument, "a schedule of one's own needs its function");
    return;
  }
  require(step_size > 0 && std::isfinite(step_size), "step-size", step_size, "finite and above 0");
  if (kind != ScheduleKind::kLargeThenDecay && kind != ScheduleKind::kGrowThenDivide) return;
  require(decay_at > 0 && decay_at <= kSecondDecayAt, "decay-at", decay_at, "in (0, 0.9]");
  require(decay_factor > 0 && std::isfinite(decay_factor), "decay-factor", decay_factor, "finite and above 0");
  require(warmup_exponent > 0 && warmup_exponent <= 2, "warmup-exp", warmup_exponent, "in (0, 2]");
  require(warmup_factor > 0 && std::isfinite(warmup_factor), "warmup-factor", warmup_factor, "finite and above 0");
}

StepSizeSchedule::StepSizeSchedule(ScheduleOptions options) : options_(std::move(options)) { options_.validate(); }

double StepSizeSchedule::at(double elapsed_epochs) const {
  if (options_.kind == ScheduleKind::kConstant) return options_.scale * options_.step_size;
  return options_.scale * unscaled(std::clamp(elapsed_epochs / options_.epochs, 0.0, 1.0));
}

double StepSizeSchedule::unscaled(double fraction) const {
  switch (options_.kind) {
    case ScheduleKind::kConstant:
      return options_.step_size;
    case ScheduleKind::kLargeThenDecay:
      return large_then_decay(fraction);
    case ScheduleKind::kCosine:
      return options_.step_size * (0.5 + 0.5 * std::cos(std::numbers::pi * fraction));
    case ScheduleKind::kTriangle:
      return options_.step_size *
             (fraction < kTrianglePeakAt ? fraction / kTrianglePeakAt : (1.0 - fraction) / (1.0 - kTrianglePeakAt));
    case ScheduleKind::kPoints:
      return points(fraction);
    case ScheduleKind::kGrowThenDivide:
      return grow_then_divide(fraction);
    case ScheduleKind::kInverse:
      return options_.step_size / (1.0 + fraction * options_.epochs);
    case ScheduleKind::kFunction:
      return options_.function(fraction);
  }
  fail(ErrorKind::kInternal, "unknown schedule kind");
}

double StepSizeSchedule::large_then_decay(double fraction) const {
  const double exponent = options_.warmup_exponent;
  const auto multiple = [&](double at) {
    if (exponent > 1.0) return std::pow(exponent, 100.0 * at);
    if (exponent < 1.0) return 1.0 + std::pow(100.0 * at, exponent);
    return 1.0 + (options_.warmup_factor - 1.0) * std::min(at / kLinearWarmupUntil, 1.0);
  };
  if (fraction < options_.decay_at) return options_.step_size * multiple(fraction);
  const double peak =
      exponent == 1.0 ? options_.decay_at / kLinearWarmupUntil * options_.warmup_factor : multiple(options_.decay_at);
  return options_.step_size * peak / (fraction < kSecondDecayAt ? 10.0 : 100.0);
}

double StepSizeSchedule::grow_then_divide(double fraction) const {
  const auto grown = [&](double at) {
    const double exponent = options_.warmup_exponent;
    return options_.step_size *
           (1.0 + (options_.warmup_factor - 1.0) * (exponent == 1.0 ? at : std::pow(at, exponent)));
  };
  return fraction < options_.decay_at ? grown(fraction) : grown(options_.decay_at) / options_.decay_factor;
}

double StepSizeSchedule::points(double fraction) const {
  const auto after = std::upper_bound(options_.points.begin(), options_.points.end(), fraction,
                                      [](double value, const auto& point) { return value < point.first; });
  return std::prev(after)->second;
}

void parse_schedule(const std::string& text, ScheduleOptions& options) {
  for (const auto& [name, kind] : kNamedSchedules) {
    if (text != name) continue;
    options.kind = kind;
    return;
  }
  if (text.find(':') != std::string::npos) {
    options.points = parse_points(text);
    options.kind = ScheduleKind::kPoints;
    return;
  }
  std::vector<std::string> names;
  for (const auto& named : kNamedSchedules) names.push_back(named.first);
  const auto nearest = nearest_name(text, names);
  fail(ErrorKind::kInvalidArgument, "schedule \"{}\" is not known; use {}, or points such as 0:0.05,0.5:0.005", text,
       nearest.empty() ? fmt::format("{}", fmt::join(names, ", ")) : nearest);
}

}  // namespace largestep
