#include "files/mat_file.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include "core/error.h"
#include "files/input_file.h"

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

/// Bytes from front to back.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills all of it. @throws Error{kData} if there are fewer bytes.
  virtual void read(void* to, std::size_t size) = 0;
};

[[noreturn]] void fail_truncated() { fail(ErrorKind::kData, "it ends too early (truncated?)"); }

/// A part of the file.
class FilePart final : public ByteSource {
 public:
  FilePart(const InputFile& file, std::uint64_t from, std::uint64_t size) : file_(file), at_(from), end_(from + size) {}

  void read(void* to, std::size_t size) override {
    if (read_some(to, size) < size) fail_truncated();
  }
  std::size_t read_some(void* to, std::size_t size) {
    const auto got = file_.read_at(at_, to, static_cast<std::size_t>(std::min<std::uint64_t>(size, end_ - at_)));
    at_ += got;
    return got;
  }

 private:
  const InputFile& file_;
  std::uint64_t at_;
  std::uint64_t end_;
};

/// What zlib compressed into a part of the file.
class InflatedPart final : public ByteSource {
 public:
  explicit InflatedPart(FilePart part) : part_(std::move(part)) {
    if (inflateInit(&stream_) != Z_OK) fail(ErrorKind::kInternal, "could not begin to inflate");
  }
  ~InflatedPart() override { inflateEnd(&stream_); }
  InflatedPart(const InflatedPart&) = delete;
  InflatedPart& operator=(const InflatedPart&) = delete;

  void read(void* to, std::size_t size) override {
    auto* out = static_cast<Bytef*>(to);
    while (size > 0) {
      const auto piece = static_cast<uInt>(std::min<std::size_t>(size, std::size_t{1} << 30));
      stream_.next_out = out;
      stream_.avail_out = piece;
      while (stream_.avail_out > 0) inflate_some();
      out += piece;
      size -= piece;
    }
  }

 private:
  void inflate_some() {
    if (stream_.avail_in == 0) {
      stream_.next_in = buffer_.data();
      stream_.avail_in = static_cast<uInt>(part_.read_some(buffer_.data(), buffer_.size()));
      if (stream_.avail_in == 0) fail_truncated();
    }
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END && stream_.avail_out > 0) fail_truncated();
    if (result != Z_OK && result != Z_STREAM_END) fail(ErrorKind::kData, "its compressed data are damaged");
  }

  FilePart part_;
  z_stream stream_{};
  std::array<Bytef, 1 << 16> buffer_;
};

std::uint32_t little_endian(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}

/// The tag in front of an element's data: of 8 bytes, or small ones of 4 with up to 4 bytes of data behind it.
struct Tag {
  std::uint32_t type;
  std::uint32_t size;
  bool is_small;
};

/// Reads the elements of an array.
class ArrayReader {
 public:
  ArrayReader(ByteSource& source, std::uint64_t most_bytes) : source_(source), most_bytes_(most_bytes) {}

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
    if (type == kUint32 && bytes.size() != most_bytes) fail_truncated();
    return bytes;
  }

  void read_values(MatArray& array) {
    const auto tag = read_tag();
    std::uint64_t count = 1;
    for (const auto extent : array.dimensions) {
      if (extent < 0 || (extent > 0 && count > most_bytes_ / static_cast<std::uint64_t>(extent))) {
        fail(ErrorKind::kData, "its variable {} is larger than {} bytes", array.name, most_bytes_);
      }
      count *= static_cast<std::uint64_t>(extent);
    }
    if (array.dimensions.empty() || tag.size != count * bytes_of(tag.type)) {
      fail(ErrorKind::kData, "its variable {} has {} bytes of data, which do not fit its {} numbers", array.name,
           tag.size, count);
    }
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
  std::uint64_t most_bytes_;
};

MatArray read_variable(ByteSource& source, std::uint64_t most_bytes) {
  std::array<unsigned char, 8> tag{};
  source.read(tag.data(), tag.size());
  if (little_endian(tag.data()) != kMatrix) fail(ErrorKind::kData, "it holds something else than arrays");
  return ArrayReader(source, most_bytes).read();
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
  for (std::uint64_t at = kHeaderBytes; at < file.size();) {
    std::array<unsigned char, 8> tag{};
    if (file.read_at(at, tag.data(), tag.size()) < tag.size()) fail_truncated();
    const auto type = little_endian(tag.data());
    const std::uint64_t size = little_endian(tag.data() + 4);
    if (size > file.size() - at - tag.size()) fail_truncated();
    if (type == kCompressed) {
      InflatedPart part(FilePart(file, at + tag.size(), size));
      arrays.push_back(read_variable(part, most_bytes));
    } else {
      FilePart part(file, at, tag.size() + size);
      arrays.push_back(read_variable(part, most_bytes));
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
