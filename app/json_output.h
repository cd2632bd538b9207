#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/atomic_file.h"

namespace largestep {

/// Writes JSON where --json says: nowhere (""), stdout ("-") or a file. @return whether stdout is taken.
inline bool write_json(const std::string& where, const nlohmann::ordered_json& json) {
  if (where.empty()) return false;
  if (where == "-") {
    fmt::print("{}\n", json.dump(2));
    return true;
  }
  write_file_atomically(where, json.dump(2) + "\n");
  return false;
}

}  // namespace largestep
