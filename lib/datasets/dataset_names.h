#pragma once

#include <string>
#include <vector>

namespace largestep {

/// Names of the catalogue's data sets.
std::vector<std::string> dataset_names();

}  // namespace largestep
