#include "data/png_structure.h"

#include <zlib.h>

#include "core/error.h"

namespace largestep {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::size_t kHeaderBytes = 13;
constexpr std::size_t kFrameBytes = 12;  // of a chunk: length, type and CRC-32

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

struct Chunk {
  std::string_view type;
  std::string_view data;
};

/// Takes the first chunk off the rest of a file.
Chunk take_chunk(std::string_view& rest) {
  const std::size_t data_bytes = rest.size() < kFrameBytes ? 0 : big_endian(rest);
  if (rest.size() < kFrameBytes || data_bytes > rest.size() - kFrameBytes) {
    fail(ErrorKind::kData, "it is cut off; fetch it again");
  }
  const auto checked = rest.substr(4, 4 + data_bytes);
  const auto crc = big_endian(rest.substr(8 + data_bytes));
  if (crc32_z(0, reinterpret_cast<const Bytef*>(checked.data()), checked.size()) != crc) {
    fail(ErrorKind::kData, "its {} part is damaged; fetch it again", checked.substr(0, 4));
  }
  rest.remove_prefix(kFrameBytes + data_bytes);
  return {checked.substr(0, 4), checked.substr(4)};
}

PngHeader parse_header(const Chunk& chunk) {
  if (chunk.type != "IHDR" || chunk.data.size() != kHeaderBytes) fail(ErrorKind::kData, "it is a PNG without a header");
  return {.width = big_endian(chunk.data),
          .height = big_endian(chunk.data.substr(4)),
          .bit_depth = static_cast<unsigned char>(chunk.data[8]),
          .colour_type = static_cast<unsigned char>(chunk.data[9])};
}

}  // namespace

PngHeader check_png(std::string_view bytes) {
  if (!bytes.starts_with(kSignature)) fail(ErrorKind::kData, "it is not a PNG picture");
  bytes.remove_prefix(kSignature.size());
  const auto header = parse_header(take_chunk(bytes));
  bool has_data = false;
  while (true) {
    const auto chunk = take_chunk(bytes);
    has_data = has_data || chunk.type == "IDAT";
    if (chunk.type == "IEND") break;
  }
  if (!has_data) fail(ErrorKind::kData, "it is a PNG without picture data");
  return header;
}

}  // namespace largestep
