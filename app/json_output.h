#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "files/atomic_file.h"
#include "files/json_text.h"

namespace largestep {

/// Writes JSON where --json says: nowhere (""), stdout ("-") or a file. @return whether stdout is taken.
inline bool write_json(const std::string& where, const nlohmann::ordered_json& json) {
  if (where.empty()) return false;
  const auto text = json_text(json, 2) + "\n";
  if (where == "-") {
    fmt::print("{}", text);
    return true;
  }
  write_output(where, text);
  return false;
}

}  // namespace largestep
