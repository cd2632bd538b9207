#include "core/one_line.h"

#include <fmt/format.h>

#include <algorithm>

namespace largestep {
namespace {

constexpr std::size_t kLongest = 2000;

/// Bytes of the UTF-8 sequence that text begins with, as its first byte says; 0 if its others do not follow.
std::size_t sequence_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t bytes = first < 0x80   ? 1
                            : first < 0xc2 ? 0
                            : first < 0xe0 ? 2
                            : first < 0xf0 ? 3
                            : first < 0xf5 ? 4
                                           : 0;
  if (text.size() < bytes) return 0;
  const auto follows = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  const auto rest = text.substr(1, bytes > 0 ? bytes - 1 : 0);
  return std::all_of(rest.begin(), rest.end(), follows) ? bytes : 0;
}

std::string visible(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const auto bytes = byte < 0x20 || byte == 0x7f ? 0 : sequence_bytes(text);
    line += bytes == 0 ? fmt::format("\\x{:02x}", byte) : std::string(text.substr(0, bytes));
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return line;
}

}  // namespace

std::string one_line(std::string_view text) {
  if (text.size() <= kLongest) return visible(text);
  return visible(text.substr(0, kLongest / 2)) + " ... " + visible(text.substr(text.size() - kLongest / 2));
}

}  // namespace largestep
