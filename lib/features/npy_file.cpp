#include "features/npy_file.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/error.h"
#include "features/npy_header.h"
#include "files/array_bytes.h"
#include "files/byte_cursor.h"

namespace largestep {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::uint64_t kVersionEnd = 8;  // magic, major and minor version
constexpr std::uint64_t kLongestHeader = 65'535;
constexpr std::size_t kChunkElements = 1 << 16;

/// The header and where the elements begin.
std::pair<NpyHeader, std::uint64_t> read_header(const InputFile& file) {
  const auto version = static_cast<unsigned char>(file.bytes_at(0, kVersionEnd)[kMagic.size()]);
  if (version < 1 || version > 3) fail(ErrorKind::kData, "it has version {} of NumPy's format, not 1 to 3", version);
  const std::size_t length_size = version == 1 ? 2 : 4;
  const auto digits = file.bytes_at(kVersionEnd, length_size);
  ByteCursor cursor(digits);
  const std::uint64_t length =
      version == 1 ? cursor.little_endian<std::uint16_t>() : cursor.little_endian<std::uint32_t>();
  if (length > kLongestHeader) fail(ErrorKind::kData, "its header is too long");
  const auto start = kVersionEnd + length_size;
  return {parse_npy_header(file.bytes_at(start, static_cast<std::size_t>(length))), start + length};
}

template <typename Bits>
Bits swapped(Bits bits) {
  if constexpr (sizeof(Bits) == 2) return __builtin_bswap16(bits);
  if constexpr (sizeof(Bits) == 4) return __builtin_bswap32(bits);
  if constexpr (sizeof(Bits) == 8) return __builtin_bswap64(bits);
  return bits;
}

/// A real number from the bits of an element.
template <typename Element, typename Bits>
auto value_of(Bits bits) {
  if constexpr (std::is_same_v<Element, c10::Half>) {
    return static_cast<float>(c10::Half(bits, c10::Half::from_bits()));
  } else if constexpr (std::is_same_v<Element, bool>) {
    return bits != 0;
  } else {
    return std::bit_cast<Element>(bits);
  }
}

/// Reads elements one behind the other into a tensor of as many.
/// @tparam Bits  unsigned integer of the element's size
template <typename Element, typename Bits, typename Out>
at::Tensor read_as(const InputFile& file, std::uint64_t offset, std::int64_t count, bool swap) {
  auto tensor = at::empty({count}, c10::CppTypeToScalarType<Out>::value);
  auto* out = tensor.template data_ptr<Out>();
  std::vector<Bits> chunk(std::min(static_cast<std::size_t>(count), kChunkElements));
  for (std::size_t done = 0; done < static_cast<std::size_t>(count); done += chunk.size()) {
    const auto elements = std::min(chunk.size(), static_cast<std::size_t>(count) - done);
    const auto bytes = elements * sizeof(Bits);
    if (file.read_at(offset + done * sizeof(Bits), chunk.data(), bytes) != bytes) {
      fail(ErrorKind::kData, "it was cut off while it was read");
    }
    for (std::size_t i = 0; i < elements; ++i) {
      out[done + i] = static_cast<Out>(value_of<Element>(swap ? swapped(chunk[i]) : chunk[i]));
    }
  }
  return tensor;
}

at::Tensor read_elements(const InputFile& file, std::uint64_t offset, std::int64_t count, const NpyHeader& header) {
  const bool swap = header.order == '>';
  struct Type {
    char kind;
    std::int64_t size;
    at::Tensor (*read)(const InputFile&, std::uint64_t, std::int64_t, bool);
  };
  static constexpr Type kTypes[] = {
      {'b', 1, read_as<bool, std::uint8_t, float>},
      {'i', 1, read_as<std::int8_t, std::uint8_t, float>},
      {'i', 2, read_as<std::int16_t, std::uint16_t, float>},
      {'i', 4, read_as<std::int32_t, std::uint32_t, double>},
      {'i', 8, read_as<std::int64_t, std::uint64_t, double>},
      {'u', 1, read_as<std::uint8_t, std::uint8_t, float>},
      {'u', 2, read_as<std::uint16_t, std::uint16_t, float>},
      {'u', 4, read_as<std::uint32_t, std::uint32_t, double>},
      {'u', 8, read_as<std::uint64_t, std::uint64_t, double>},
      {'f', 2, read_as<c10::Half, std::uint16_t, float>},
      {'f', 4, read_as<float, std::uint32_t, float>},
      {'f', 8, read_as<double, std::uint64_t, double>},
  };
  for (const auto& type : kTypes) {
    if (type.kind == header.kind && type.size == header.item_size) return type.read(file, offset, count, swap);
  }
  fail(ErrorKind::kData, "its array has elements of type {}{}, not bools, integers or real numbers of up to 8 bytes",
       header.kind, header.item_size);
}

/// Number of elements, after checking that they are what the rest of the file holds.
std::int64_t count_elements(const NpyHeader& header, std::uint64_t bytes) {
  const auto announced = array_bytes(header.shape, header.item_size);
  if (!announced || static_cast<std::uint64_t>(*announced) != bytes) {
    fail(ErrorKind::kData, "it holds {} bytes of numbers, which are not those that its header announces (truncated?)",
         bytes);
  }
  return header.item_size == 0 ? 0 : *announced / header.item_size;
}

}  // namespace

bool is_npy(const InputFile& file) { return file.size() > kVersionEnd && file.bytes_at(0, kMagic.size()) == kMagic; }

at::Tensor read_npy(const InputFile& file) {
  const auto [header, start] = read_header(file);
  const auto bytes = file.size() - std::min(start, file.size());
  if (header.item_size < 0) fail(ErrorKind::kData, "its header is not one that numpy.save writes");
  const auto elements = read_elements(file, start, count_elements(header, bytes), header);
  if (!header.by_columns) return elements.reshape(header.shape);
  const std::vector<std::int64_t> reversed(header.shape.rbegin(), header.shape.rend());
  std::vector<std::int64_t> order(reversed.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(order.size() - 1 - i);
  return elements.reshape(reversed).permute(order).contiguous();
}

}  // namespace largestep
