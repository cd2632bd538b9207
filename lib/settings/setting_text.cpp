#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/error.h"
#include "settings/setting_specs.h"

namespace largestep {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// Reads a whole text as a number. @return false if it is not one, or out of the type's range.
template <typename Number>
bool parse_whole(const std::string& text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

}  // namespace

void set_from_text(Settings& settings, const SettingSpec& spec, const std::string& text) {
  const auto refuse = [&](const char* expected) {
    fail(ErrorKind::kInvalidArgument, "{} is \"{}\", but must be {}", spec.name, text, expected);
  };
  std::visit(Overloaded{[&](std::string Settings::*member) { settings.*member = text; },
                        [&](std::int64_t Settings::*member) {
                          if (!parse_whole(text, settings.*member)) refuse("a whole number of at most 63 bits");
                        },
                        [&](double Settings::*member) {
                          double value = 0;
                          if (!parse_whole(text, value) || !std::isfinite(value)) refuse("a finite number");
                          settings.*member = value;
                        },
                        [&](bool Settings::*member) {
                          if (text != "true" && text != "false") refuse("true or false");
                          settings.*member = text == "true";
                        }},
             spec.member);
}

std::string plain_text(const Settings& settings, const SettingSpec& spec) {
  return std::visit([&](const auto member) { return fmt::format("{}", settings.*member); }, spec.member);
}

std::string toml_text(const Settings& settings, const SettingSpec& spec) {
  const auto text = plain_text(settings, spec);
  return std::holds_alternative<std::string Settings::*>(spec.member) ? quoted(text) : text;
}

}  // namespace largestep
