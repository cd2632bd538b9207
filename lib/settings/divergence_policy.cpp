#include "settings/divergence_policy.h"

#include <charconv>
#include <string_view>

#include "core/error.h"

namespace largestep {

DivergencePolicy parse_divergence_policy(const std::string& text) {
  constexpr std::string_view kRestart = "restart-lower:";
  if (text == "stop") return {};
  DivergencePolicy policy;
  const auto* end = text.data() + text.size();
  const bool is_number =
      text.starts_with(kRestart) && std::from_chars(text.data() + kRestart.size(), end, policy.factor).ptr == end;
  if (!is_number || !(policy.factor > 0.0 && policy.factor < 1.0)) {
    fail(ErrorKind::kInvalidArgument,
         "on-divergence is \"{}\", but must be stop, or restart-lower:F with F above 0 and below 1", text);
  }
  return policy;
}

}  // namespace largestep
