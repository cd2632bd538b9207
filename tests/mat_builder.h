#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace largestep {

/// Bytes of MATLAB files of level 5, for tests of what reads them.
class MatBuilder {
 public:
  MatBuilder() : bytes_(std::string("MATLAB 5.0 MAT-file, made by a test")) {
    bytes_.resize(124, ' ');
    bytes_ += std::string("\x00\x01IM", 4);
  }

  /// An array of class uint8 (9) or double (6) whose numbers are stored as uint8 (type 2), double (9) and so on.
  /// @param more  bytes that are compressed with it
  template <typename Stored>
  MatBuilder& add(const std::string& name, const std::vector<std::int32_t>& dimensions, std::uint32_t array_class,
                  std::uint32_t type, const std::vector<Stored>& values, bool compressed,
                  const std::string& more = {}) {
    std::string content = element(6, as_bytes(std::vector<std::uint32_t>{array_class, 0}));
    content += element(5, as_bytes(dimensions)) + element(1, name) + element(type, as_bytes(values));
    const auto matrix = tag(14, content.size()) + content + more;
    if (!compressed) {
      bytes_ += matrix;
      return *this;
    }
    std::string packed(compressBound(matrix.size()), '\0');
    uLongf size = packed.size();
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(matrix.data()),
             matrix.size());
    packed.resize(size);
    bytes_ += tag(15, size) + packed;
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  template <typename T>
  static std::string as_bytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
  }
  static std::string tag(std::uint32_t type, std::size_t size) {
    return as_bytes(std::vector<std::uint32_t>{type, static_cast<std::uint32_t>(size)});
  }
  /// Small ones, of up to four bytes, are packed into their tag, as MATLAB does it.
  static std::string element(std::uint32_t type, const std::string& data) {
    if (!data.empty() && data.size() <= 4) {
      auto small = as_bytes(std::vector<std::uint32_t>{type | static_cast<std::uint32_t>(data.size()) << 16}) + data;
      small.resize(8, '\0');
      return small;
    }
    auto whole = tag(type, data.size()) + data;
    whole.resize((whole.size() + 7) / 8 * 8, '\0');
    return whole;
  }

  std::string bytes_;
};

}  // namespace largestep
