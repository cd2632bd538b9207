#pragma once

#include <filesystem>
#include <string>

#include "datasets/dataset_spec.h"

namespace largestep {

/// The directory that holds the files of a data set.
///
/// It is looked for at `flag` if that is not empty, else at $LARGESTEP_DATA if that is set and not empty, else at data/
/// in the working directory if the files are there (or there is no source tree), else at data/ in the source tree.
/// There: the place itself, then the folder as which the data set's archive unpacks, then its only folder with the
/// files. A place with all files is preferred to one with some. A data set without names of files is at the place
/// itself.
/// @throws Error{kData} if there are no such files, or if several folders hold them; the message says where it looked,
///         and what is there instead if that can be told.
std::filesystem::path find_data_directory(const std::string& flag, const DatasetSpec& dataset);

}  // namespace largestep
