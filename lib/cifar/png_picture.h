#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace largestep {

/// Pixels of a picture, one byte each of red, green and blue, row by row.
struct RgbPicture {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<unsigned char> pixels;  ///< height x width x 3
};

/// Decodes a PNG file that must have this size in pixels and be 8-bit RGB; both are looked at before anything is
/// decoded. The samples are those of the file: nothing is corrected for a screen. By libpng alone: OpenCV says neither
/// what a header holds before it allocates, nor why it gives up, but on stderr.
/// @throws Error{kData}, not naming the file, unless it is whole and every part has its CRC-32.
RgbPicture decode_png(std::string_view bytes, std::size_t width, std::size_t height);

}  // namespace largestep
