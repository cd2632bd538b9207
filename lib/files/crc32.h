#pragma once

#include <cstddef>
#include <cstdint>

namespace largestep {

/// CRC-32 as zip and PNG files use it: polynomial 0x04C11DB7, bits reflected, initial value and final xor 0xFFFFFFFF.
/// "123456789" gives 0xCBF43926. Eight bytes a step (slicing-by-8, Kounavis and Berry 2005).
std::uint32_t crc32(const void* data, std::size_t size);

}  // namespace largestep
