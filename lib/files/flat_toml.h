#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace largestep {

/// `key = value` of a TOML file.
struct TomlEntry {
  std::string key;
  std::variant<std::string, std::int64_t, double, bool> value;
  std::uint32_t line = 0;  ///< counted from 1
};

/// Reads the part of TOML that a file of settings needs: one `key = value` a line, comments, strings in "" or '' within
/// a line, integers (also 0x, 0o, 0b, 1_000), floating-point numbers, true and false. No tables, arrays or dates.
/// Bytes beyond ASCII are taken as they are, in strings and comments only. The text is walked once, without recursion.
/// Not by a library: in toml++ 3.3, fuzzing found four inputs that fail an assertion or reach __builtin_unreachable,
/// and a file of settings needs a small part of the language only.
/// @return the entries in the order of the file
/// @throws Error{kInvalidArgument}, "line 3 ...", not naming the file: for anything else, for a key that occurs twice
///         and for a number beyond the range of its type.
/// Source: https://toml.io/en/v1.0.0
std::vector<TomlEntry> parse_flat_toml(std::string_view text);

}  // namespace largestep
