#pragma once

#include <filesystem>
#include <string>

#include "datasets/dataset_spec.h"

namespace largestep {

/// What people give instead of a data set's files: another form of it (for Python, for MATLAB, an archive that was not
/// unpacked), or another data set of the catalogue. A sentence that says what is there and what to do; "" if nothing is
/// recognised. Looks at names only.
/// @param place  where the files were looked for
std::string mistaken_format(const std::filesystem::path& place, const DatasetSpec& wanted);

}  // namespace largestep
