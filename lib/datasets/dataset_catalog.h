#pragma once

#include <string>
#include <vector>

#include "datasets/dataset_spec.h"

namespace largestep {

const std::vector<DatasetSpec>& dataset_catalog();

/// @throws Error{kInvalidArgument} naming the nearest one if there is none of that name.
const DatasetSpec& find_dataset(const std::string& name);

}  // namespace largestep
