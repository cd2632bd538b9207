#pragma once

#include <cstdint>
#include <string_view>

namespace largestep {

/// CRC-32C (Castagnoli, RFC 3720), rotated and shifted as record files want it, so that a checksum of data that hold
/// checksums stays a good one: ((crc >> 15) | (crc << 17)) + 0xa282ead8.
std::uint32_t masked_crc32c(std::string_view bytes);

}  // namespace largestep
