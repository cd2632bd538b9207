#pragma once

#include <limits>
#include <string>

#include "findings/run_summary.h"

namespace largestep {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A finished run of ten epochs on CIFAR-10.
inline RunSummary summary_of(const std::string& label, double test_error, double distinct, double train_loss = 0.1) {
  return {label, "finished", "CIFAR-10", 10, train_loss, test_error, 0.8, distinct};
}

}  // namespace largestep
