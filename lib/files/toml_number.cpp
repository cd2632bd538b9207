#include "files/toml_number.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace largestep {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";

/// The text without underscores, each of which must stand between two digits.
std::optional<std::string> without_underscores(std::string_view text) {
  const auto is_digit = [&](std::size_t at) {
    return at < text.size() && kHexadecimal.find(text[at]) != std::string_view::npos;
  };
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '_') {
      plain += text[at];
    } else if (at == 0 || !is_digit(at - 1) || !is_digit(at + 1)) {
      return std::nullopt;
    }
  }
  return plain;
}

/// Takes the digits from the front of `text`. @return how many
std::size_t take_digits(std::string_view& text) {
  const auto count = std::min(text.find_first_not_of(kDigits), text.size());
  text.remove_prefix(count);
  return count;
}

/// Whether digits, perhaps a fraction and perhaps an exponent make up all of the text.
bool is_decimal(std::string_view text) {
  const bool begins_with_zero = text.starts_with('0');
  const auto digits = take_digits(text);
  if (digits == 0 || (digits > 1 && begins_with_zero)) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (take_digits(text) == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(text.substr(1).starts_with('+') || text.substr(1).starts_with('-') ? 2 : 1);
    if (take_digits(text) == 0) return false;
  }
  return text.empty();
}

template <typename Number, typename... Base>
std::optional<std::variant<std::int64_t, double>> whole_text(std::string_view text, Base... base) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value, base...);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::variant<std::int64_t, double>> parse_toml_number(std::string_view text) {
  const auto plain = without_underscores(text);
  if (!plain) return std::nullopt;
  std::string_view number = *plain;
  if (number.starts_with('+')) number.remove_prefix(1);
  const auto magnitude = number.substr(!plain->starts_with('+') && number.starts_with('-') ? 1 : 0);
  if (magnitude == "inf" || magnitude == "nan") return whole_text<double>(number);
  if (is_decimal(magnitude)) {
    const bool is_integer = magnitude.find_first_not_of(kDigits) == std::string_view::npos;
    return is_integer ? whole_text<std::int64_t>(number, 10) : whole_text<double>(number);
  }
  // Only without a sign, in front and behind the prefix.
  const int base = plain->starts_with("0x") ? 16 : plain->starts_with("0o") ? 8 : plain->starts_with("0b") ? 2 : 0;
  if (base == 0 || plain->substr(2).starts_with('-')) return std::nullopt;
  return whole_text<std::int64_t>(std::string_view(*plain).substr(2), base);
}

}  // namespace largestep
