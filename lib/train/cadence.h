#pragma once

#include <cstdint>

namespace largestep {

/// When something that an observer does every so many steps is due.
struct Cadence {
  std::int64_t every = 0;       ///< at multiples of it; 0: at none
  std::int64_t last_step = -1;  ///< and at this one, the run's last; -1: not there either

  bool is_ever_due() const { return every > 0 || last_step >= 0; }
  bool is_due(std::int64_t step) const { return step == last_step || (every > 0 && step % every == 0); }
};

}  // namespace largestep
