#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace largestep {

/// JSON as text. JSON is UTF-8, which a path or another text from outside need not be: bytes of theirs that are not
/// become U+FFFD.
/// @tparam Json    nlohmann::json or nlohmann::ordered_json
/// @param  indent  spaces a level; -1: all on one line
template <typename Json>
std::string json_text(const Json& value, int indent = -1) {
  return value.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace largestep
