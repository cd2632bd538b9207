#pragma once

#include <filesystem>

#include "cifar/cifar_format.h"
#include "data/image_set.h"
#include "data/split.h"

namespace largestep {

/// Reads the training files (N = 50,000) or the test file (N = 10,000) from the directory that holds them.
/// Sizes and labels are checked, contents are not compared with the published ones (verify_cifar10.h does that).
/// @throws Error{kData} if a file is missing, unreadable, not as long as its records, or has a label out of range; the
///         message names the file and the record (counted from 0).
ImageSet load_cifar(const CifarFormat& format, const std::filesystem::path& directory, Split split);

}  // namespace largestep
