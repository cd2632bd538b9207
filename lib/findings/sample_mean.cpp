#include "findings/sample_mean.h"

#include <array>
#include <cmath>
#include <limits>

namespace largestep {
namespace {

/// The 97.5 % quantile of Student's t distribution: tabled to 30 degrees of freedom; beyond, the normal one with its
/// expansion in their inverse (Abramowitz and Stegun, 26.7.5), good to 1e-4 there.
double t_quantile(std::size_t degrees_of_freedom) {
  constexpr std::array kQuantiles{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                  2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                  2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  if (degrees_of_freedom <= kQuantiles.size()) return kQuantiles[degrees_of_freedom - 1];
  constexpr double kNormal = 1.959964;
  constexpr double kFirst = 2.372272;   // (x^3 + x) / 4
  constexpr double kSecond = 2.822501;  // (5 x^5 + 16 x^3 + 3 x) / 96
  const auto n = static_cast<double>(degrees_of_freedom);
  return kNormal + kFirst / n + kSecond / (n * n);
}

}  // namespace

SampleMean sample_mean(const std::vector<double>& values) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  SampleMean sample{.count = 0, .mean = kNone, .deviation = kNone, .half_interval = kNone};
  double sum = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    ++sample.count;
    sum += value;
  }
  if (sample.count == 0) return sample;
  const auto count = static_cast<double>(sample.count);
  sample.mean = sum / count;
  if (sample.count < 2) return sample;
  double squares = 0;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - sample.mean) * (value - sample.mean);
  }
  sample.deviation = std::sqrt(squares / (count - 1));
  sample.half_interval = t_quantile(sample.count - 1) * sample.deviation / std::sqrt(count);
  return sample;
}

}  // namespace largestep
