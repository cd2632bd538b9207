#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace largestep {

/// For options that name something: "" is a slip (an unset variable of a script), not a name.
inline CLI::Validator a_name() {
  return CLI::Validator([](const std::string& text) { return text.empty() ? std::string("the name is empty") : ""; },
                        "");
}

/// For seeds, 0 to 2^63 - 1 as everywhere: CLI11 takes -1 for 2^64 - 1 and cuts larger numbers off.
inline CLI::Validator a_seed() {
  return CLI::Validator(
      [](const std::string& text) {
        std::int64_t seed = -1;
        const auto* end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, seed);
        const bool is_seed = result.ec == std::errc() && result.ptr == end && seed >= 0;
        return is_seed ? std::string() : "\"" + text + "\" is not a whole number from 0 to 9223372036854775807";
      },
      "");
}

}  // namespace largestep
