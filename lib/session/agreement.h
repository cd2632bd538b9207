#pragma once

#include "distributed/meeting.h"
#include "problems/problem.h"
#include "settings/settings.h"

namespace largestep {

/// Makes sure that all ranks were started to train the same problem on the same data with the same program: compares
/// what each has, apart from where data lie and how many threads there are.
/// @throws Error{kInvalidArgument} at every rank, naming the first difference and both values.
void check_agreement(Meeting& meeting, const Settings& settings, const Problem& problem);

}  // namespace largestep
