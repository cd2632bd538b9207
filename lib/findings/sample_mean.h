#pragma once

#include <cstddef>
#include <vector>

namespace largestep {

/// The mean over the seeds of a setting, and what is known of it. Only finite values count.
struct SampleMean {
  std::size_t count = 0;  ///< values
  double mean;            ///< NaN without values
  double deviation;       ///< standard deviation of a sample; NaN under two values
  double half_interval;   ///< half the width of the 95 % confidence interval of the mean (Student's t); NaN under two
};

SampleMean sample_mean(const std::vector<double>& values);

}  // namespace largestep
