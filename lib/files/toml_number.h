#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace largestep {

/// Reads an integer (also 0x, 0o, 0b) or a floating-point number as TOML writes them, with underscores between digits.
/// @return nothing for other text and for a number beyond the range of its type
/// Source: https://toml.io/en/v1.0.0#integer
std::optional<std::variant<std::int64_t, double>> parse_toml_number(std::string_view text);

}  // namespace largestep
