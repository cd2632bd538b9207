#pragma once

#include "settings/settings.h"
#include "small_problems/examples.h"

namespace largestep {

/// What the targets of a table are.
enum class Targets {
  kNumbers,
  kTwoClasses,  ///< two different values: the smaller counts as -1, the larger as +1
};

/// Whether the settings name data of the user's: a CSV file, or a class of CIFAR-10 against the rest.
bool has_table(const Settings& settings);

/// Those data: of the first `train-size` rows (0: all) the last `validation-size` are only scored, as the test set.
/// Where one of these divides the rows, they are shuffled before, by the seed. With CIFAR-10 the test set is
/// CIFAR-10's; there the chosen class is +1.
/// @throws Error{kData} for a file that can't be used, Error{kInvalidArgument} for settings that don't fit it.
ExampleSets table_data(const Settings& settings, Targets targets);

}  // namespace largestep
