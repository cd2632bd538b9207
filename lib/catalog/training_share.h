#pragma once

#include "settings/settings.h"

namespace largestep {

/// Of the examples there are, a run trains on the first `trained` and holds the `held_out` after them out.
struct TrainingShare {
  std::int64_t trained;
  std::int64_t held_out;
};

/// Of the first `train-size` of `there` examples (0: of all) the last `validation-size` are held out.
/// @param what  the examples in words, "images" or "rows"
/// @throws Error{kInvalidArgument} if there are fewer, or nothing is left to train on.
TrainingShare training_share(const Settings& settings, std::int64_t there, const char* what);

}  // namespace largestep
