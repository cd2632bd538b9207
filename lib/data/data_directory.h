#pragma once

#include <filesystem>
#include <string>

namespace largestep {

/// The directory that holds the CIFAR-10 binary files.
///
/// It is looked for at `flag` if that is not empty, else at $LARGESTEP_DATA if that is set and not empty, else at data/
/// in the working directory if the files are there (or there is no source tree), else at data/ in the source tree.
/// There: the place itself, then its folder cifar-10-batches-bin (as the official archive unpacks), then its only
/// folder with the files. A place with all six files is preferred to one with some.
/// @throws Error{kData} if there are no such files, or if several folders hold them; the message says where it looked.
std::filesystem::path find_data_directory(const std::string& flag);

}  // namespace largestep
