#pragma once

#include <filesystem>

#include "data/image_set.h"

namespace largestep {

/// Reads data_batch_1..5.bin (N = 50,000) or test_batch.bin (N = 10,000) from the directory that holds them.
/// Sizes and labels are checked, contents are not compared with the published ones (verify.h does that).
/// @throws Error{kData} if a file is missing, unreadable, not 30,730,000 bytes long, or has a label above 9; the
/// message
///         names the file and the record (counted from 0).
ImageSet load_cifar10(const std::filesystem::path& directory, Split split);

}  // namespace largestep
