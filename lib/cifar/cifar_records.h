#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cifar/cifar_format.h"

namespace largestep {

/// Splits records into pixels and labels.
/// @param records  whole records, N x format.record_bytes()
/// @param images   receives N x 3072 bytes: the three planes of each image
/// @param labels   receives N numbers, 0..format.classes - 1
/// @throws Error{kData}, not naming the file, for a label out of range; the record is counted from 0.
void unpack_records(const CifarFormat& format, std::string_view records, std::span<std::uint8_t> images,
                    std::span<std::int64_t> labels);

}  // namespace largestep
