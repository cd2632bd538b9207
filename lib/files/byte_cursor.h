#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "core/error.h"

namespace largestep {

/// Reads through a block of bytes from front to back and never past its end.
/// Methods throw Error{kData} when fewer bytes are left than asked for.
class ByteCursor {
 public:
  explicit ByteCursor(std::string_view bytes) : rest_(bytes) {}

  /// The next `count` bytes, a view into the block.
  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) fail(ErrorKind::kData, "it ends too early (truncated?)");
    const auto taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// The next bytes up to a newline, which is read but not returned.
  std::string_view take_line() {
    const auto line = take(std::min(rest_.find('\n'), rest_.size()));
    take(1);
    return line;
  }

  /// The next sizeof(T) bytes as an unsigned integer, least significant byte first.
  template <std::unsigned_integral T>
  T little_endian() {
    T value = 0;
    unsigned shift = 0;
    for (const char byte : take(sizeof(T))) {
      value = static_cast<T>(value | static_cast<T>(static_cast<T>(static_cast<unsigned char>(byte)) << shift));
      shift += 8;
    }
    return value;
  }

  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace largestep
