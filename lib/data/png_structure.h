#pragma once

#include <cstdint>
#include <string_view>

namespace largestep {

/// What the header of a PNG file says.
struct PngHeader {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bit_depth = 0;    ///< bits a sample
  int colour_type = 0;  ///< 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
};

/// Walks through the chunks of a PNG file without decoding anything, so that a damaged file is known before a decoder
/// allocates what its header claims.
/// @throws Error{kData}, not naming the file, unless it has the signature, a header first, chunks with right lengths
/// and
///         CRC-32, picture data and an end.
/// Source: PNG specification, second edition (ISO/IEC 15948), section 5.
PngHeader check_png(std::string_view bytes);

}  // namespace largestep
