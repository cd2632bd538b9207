#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "files/atomic_file.h"

namespace largestep {

/// Writes JSON where --json says: nowhere (""), stdout ("-") or a file. @return whether stdout is taken.
inline bool write_json(const std::string& where, const nlohmann::ordered_json& json) {
  if (where.empty()) return false;
  // A path need not be UTF-8, but JSON must be.
  const auto text = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  if (where == "-") {
    fmt::print("{}", text);
    return true;
  }
  write_output(where, text);
  return false;
}

}  // namespace largestep
