#pragma once

#include <cstdint>
#include <string>

namespace largestep {

/// What a run does when it diverges: end, or start again from its last checkpoint (from the start if there is none)
/// with all step sizes multiplied by a factor, a bounded number of times.
struct DivergencePolicy {
  static constexpr std::int64_t kMostRestarts = 5;
  double factor = 0.0;  ///< in (0, 1); 0: no restart
  bool allows_restart(std::int64_t restarts_so_far) const { return factor > 0.0 && restarts_so_far < kMostRestarts; }
};

/// Reads "stop" or "restart-lower:0.5".
/// @throws Error{kInvalidArgument} for any other text or a factor outside (0, 1).
DivergencePolicy parse_divergence_policy(const std::string& text);

}  // namespace largestep
