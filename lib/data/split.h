#pragma once

namespace largestep {

/// The part of a data set.
enum class Split { kTrain, kTest };

}  // namespace largestep
