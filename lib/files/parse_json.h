#pragma once

#include <string_view>

namespace largestep {

/// Parses JSON that is nested at most 32 deep: values are copied, printed and destroyed recursively, so that a few
/// hundred kilobytes of brackets would overflow the stack.
/// @tparam Json  nlohmann::json or nlohmann::ordered_json
/// @return the value, or a discarded one (is_discarded()) for text that is no JSON or is nested too deeply.
template <typename Json>
Json parse_json(std::string_view text) {
  constexpr int kDeepest = 32;
  bool too_deep = false;
  auto value = Json::parse(
      text,
      [&](int depth, typename Json::parse_event_t, const Json&) {
        too_deep = too_deep || depth > kDeepest;
        return depth <= kDeepest;  // what is deeper is never built
      },
      /*allow_exceptions=*/false);
  return too_deep ? Json(Json::value_t::discarded) : value;
}

}  // namespace largestep
