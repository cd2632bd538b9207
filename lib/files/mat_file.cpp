#include "files/mat_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "files/byte_cursor.h"
#include "files/byte_source.h"

namespace largestep {
namespace {

// Types of the elements that a file consists of.
constexpr std::uint32_t kInt8 = 1;
constexpr std::uint32_t kUint8 = 2;
constexpr std::uint32_t kInt16 = 3;
constexpr std::uint32_t kUint16 = 4;
constexpr std::uint32_t kInt32 = 5;
constexpr std::uint32_t kUint32 = 6;
constexpr std::uint32_t kSingle = 7;
constexpr std::uint32_t kDouble = 9;
constexpr std::uint32_t kMatrix = 14;
constexpr std::uint32_t kCompressed = 15;

// Classes of arrays: double, single, and integers of 8 to 64 bits.
constexpr std::uint32_t kFirstNumeric = 6;
constexpr std::uint32_t kLastNumeric = 15;
constexpr std::uint32_t kComplexFlag = 0x0800;

constexpr std::size_t kHeaderBytes = 128;
constexpr std::uint64_t kAlignment = 8;
constexpr std::uint32_t kLongestName = 1024;
constexpr std::uint32_t kMostDimensions = 16;

std::uint32_t little_endian(const unsigned char* bytes) {
  return ByteCursor({reinterpret_cast<const char*>(bytes), sizeof(std::uint32_t)}).little_endian<std::uint32_t>();
}

/// The tag in front of an element's data: of 8 bytes, or small ones of 4 with up to 4 bytes of data behind it.
struct Tag {
  std::uint32_t type;
  std::uint32_t size;
  bool is_small;
};

/// The memory that the arrays of a file may take.
class Room {
 public:
  explicit Room(std::uint64_t most_bytes) : most_bytes_(most_bytes), left_(most_bytes) {}

  std::uint64_t left() const { return left_; }
  /// What an array takes apart from its values, for a file may consist of names.
  void take_frame(const MatArray& array) { take(sizeof(MatArray) + array.name.size() + 8 * array.dimensions.size()); }
  void take(std::uint64_t bytes) {
    if (bytes > left_) fail_too_large();
    left_ -= bytes;
  }
  [[noreturn]] void fail_too_large() const {
    fail(ErrorKind::kData, "its variables are larger than {} bytes together", most_bytes_);
  }

 private:
  std::uint64_t most_bytes_;
  std::uint64_t left_;
};

/// Reads the elements of an array.
class ArrayReader {
 public:
  ArrayReader(ByteSource& source, Room& room) : source_(source), room_(room) {}

  MatArray read() {
    const auto flags = element(kUint32, 8);
    const auto flag_word = little_endian(flags.data());
    const auto array_class = flag_word & 0xff;
    auto dimensions = element(kInt32, 4 * kMostDimensions);
    const auto name = element(kInt8, kLongestName);
    MatArray array{.name = std::string(name.begin(), name.end()), .dimensions = {}, .values = {}};
    for (std::size_t i = 0; i + 4 <= dimensions.size(); i += 4) {
      array.dimensions.push_back(static_cast<std::int32_t>(little_endian(dimensions.data() + i)));
    }
    if (array_class < kFirstNumeric || array_class > kLastNumeric || (flag_word & kComplexFlag) != 0) {
      fail(ErrorKind::kData, "its variable {} is no array of real numbers", array.name);
    }
    room_.take_frame(array);
    read_values(array);
    return array;
  }

 private:
  Tag read_tag() {
    std::array<unsigned char, 4> word{};
    source_.read(word.data(), word.size());
    const auto first = little_endian(word.data());
    if (first >> 16 != 0) return {.type = first & 0xffff, .size = first >> 16, .is_small = true};
    source_.read(word.data(), word.size());
    return {.type = first, .size = little_endian(word.data()), .is_small = false};
  }

  /// The bytes after an element's data, which fill its last eight.
  void skip_padding(const Tag& tag) {
    std::array<unsigned char, kAlignment> padding{};
    const auto unit = tag.is_small ? kAlignment / 2 : kAlignment;
    if (tag.is_small && tag.size > unit) fail(ErrorKind::kData, "it has a small element of {} bytes", tag.size);
    source_.read(padding.data(), static_cast<std::size_t>((unit - tag.size % unit) % unit));
  }

  std::vector<unsigned char> element(std::uint32_t type, std::uint32_t most_bytes) {
    const auto tag = read_tag();
    if (tag.type != type || tag.size > most_bytes) {
      fail(ErrorKind::kData, "it has an element of type {} and {} bytes where type {} was expected", tag.type, tag.size,
           type);
    }
    std::vector<unsigned char> bytes(tag.size);
    source_.read(bytes.data(), bytes.size());
    skip_padding(tag);
    if (type == kUint32 && bytes.size() != most_bytes) fail_too_short();
    return bytes;
  }

  void read_values(MatArray& array) {
    const auto tag = read_tag();
    std::uint64_t count = 1;
    for (const auto extent : array.dimensions) {
      if (extent < 0 || (extent > 0 && count > room_.left() / static_cast<std::uint64_t>(extent))) {
        room_.fail_too_large();
      }
      count *= static_cast<std::uint64_t>(extent);
    }
    if (array.dimensions.empty() || tag.size != count * bytes_of(tag.type)) {
      fail(ErrorKind::kData, "its variable {} has {} bytes of data, which do not fit its {} numbers", array.name,
           tag.size, count);
    }
    room_.take(count);
    array.values.resize(static_cast<std::size_t>(count));
    switch (tag.type) {
      case kInt8:
        return convert<std::int8_t>(array);
      case kUint8:
        return source_.read(array.values.data(), array.values.size());
      case kInt16:
        return convert<std::int16_t>(array);
      case kUint16:
        return convert<std::uint16_t>(array);
      case kInt32:
        return convert<std::int32_t>(array);
      case kUint32:
        return convert<std::uint32_t>(array);
      case kSingle:
        return convert<float>(array);
      default:
        return convert<double>(array);
    }
  }

  static std::uint64_t bytes_of(std::uint32_t type) {
    switch (type) {
      case kInt8:
      case kUint8:
        return 1;
      case kInt16:
      case kUint16:
        return 2;
      case kInt32:
      case kUint32:
      case kSingle:
        return 4;
      case kDouble:
        return 8;
      default:
        fail(ErrorKind::kData, "it has numbers of type {}, which are not read", type);
    }
  }

  template <typename Stored>
  void convert(MatArray& array) {
    std::array<unsigned char, 4096> piece{};
    constexpr std::size_t kAtOnce = piece.size() / sizeof(Stored);
    for (std::size_t first = 0; first < array.values.size(); first += kAtOnce) {
      const auto count = std::min(kAtOnce, array.values.size() - first);
      source_.read(piece.data(), count * sizeof(Stored));
      for (std::size_t i = 0; i < count; ++i) {
        Stored stored;
        std::memcpy(&stored, piece.data() + i * sizeof(Stored), sizeof(Stored));
        const auto value = static_cast<double>(stored);
        if (!(value >= 0 && value <= 255 && value == std::floor(value))) {
          fail(ErrorKind::kData, "its variable {} holds {}, a whole number from 0 to 255 was expected", array.name,
               value);
        }
        array.values[first + i] = static_cast<std::uint8_t>(value);
      }
    }
  }

  ByteSource& source_;
  Room& room_;
};

MatArray read_variable(ByteSource& source, Room& room) {
  std::array<unsigned char, 8> tag{};
  source.read(tag.data(), tag.size());
  if (little_endian(tag.data()) != kMatrix) fail(ErrorKind::kData, "it holds something else than arrays");
  return ArrayReader(source, room).read();
}

void check_header(const InputFile& file) {
  std::array<char, kHeaderBytes> header{};
  const auto got = file.read_at(0, header.data(), header.size());
  const std::string_view text(header.data(), got);
  if (text.starts_with("MATLAB 7.3") || text.starts_with("\x89HDF")) {
    fail(ErrorKind::kData, "it is of MATLAB's version 7.3 (HDF5); save it with -v7");
  }
  if (got < header.size() || !text.starts_with("MATLAB 5.0") || !text.ends_with("IM")) {
    fail(ErrorKind::kData, "it is no MATLAB file of level 5");
  }
}

std::vector<MatArray> read_arrays(const InputFile& file, std::uint64_t most_bytes) {
  check_header(file);
  std::vector<MatArray> arrays;
  Room room(most_bytes);
  for (std::uint64_t at = kHeaderBytes; at < file.size();) {
    std::array<unsigned char, 8> tag{};
    if (file.read_at(at, tag.data(), tag.size()) < tag.size()) fail_too_short();
    const auto type = little_endian(tag.data());
    const std::uint64_t size = little_endian(tag.data() + 4);
    if (size > file.size() - at - tag.size()) fail_too_short();
    if (type == kCompressed) {
      InflatedPart part(FilePart(file, at + tag.size(), size));
      arrays.push_back(read_variable(part, room));
      part.finish();
    } else {
      FilePart part(file, at, tag.size() + size);
      arrays.push_back(read_variable(part, room));
    }
    at += tag.size() + size;
  }
  return arrays;
}

}  // namespace

std::vector<MatArray> read_mat_file(const std::filesystem::path& path, std::uint64_t most_bytes) {
  const InputFile file(path);
  try {
    return read_arrays(file, most_bytes);
  } catch (const Error& error) {
    fail(error.kind(), "{} can't be read: {}", path.string(), error.what());
  }
}

}  // namespace largestep
