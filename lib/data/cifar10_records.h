#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace largestep {

/// Splits records of the CIFAR-10 binary format (cifar10_format.h) into pixels and labels.
/// @param records  whole records, N x 3073 bytes
/// @param images   receives N x 3072 bytes: the three planes of each image
/// @param labels   receives N numbers, 0..9
/// @throws Error{kData}, not naming the file, for a label above 9; the record is counted from 0.
void unpack_records(std::string_view records, std::span<std::uint8_t> images, std::span<std::int64_t> labels);

}  // namespace largestep
