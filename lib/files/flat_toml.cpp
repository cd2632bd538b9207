#include "files/flat_toml.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_set>

#include "core/error.h"
#include "files/byte_order_mark.h"
#include "files/toml_number.h"

namespace largestep {
namespace {

constexpr std::string_view kBareKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

bool is_one_of(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

/// UTF-8 of a code point; nothing for a surrogate or one beyond Unicode.
std::optional<std::string> utf8_of(std::uint32_t point) {
  if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return std::nullopt;
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return std::string{static_cast<char>(point)};
  if (point < 0x800) return std::string{static_cast<char>(0xC0 | point >> 6), tail(0)};
  if (point < 0x10000) return std::string{static_cast<char>(0xE0 | point >> 12), tail(6), tail(0)};
  return std::string{static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

/// Takes the characters from the front of `text` that are in `characters`.
std::string_view take_while(std::string_view& text, std::string_view characters) {
  const auto taken = text.substr(0, std::min(text.find_first_not_of(characters), text.size()));
  text.remove_prefix(taken.size());
  return taken;
}

/// One line of the file, taken from the front.
class Line {
 public:
  Line(std::string_view text, std::uint32_t number) : rest_(text), number_(number) {}

  /// The entry of this line; nothing for a blank one.
  std::optional<TomlEntry> parse() {
    skip_blanks();
    if (is_at_end()) return std::nullopt;
    if (rest_.front() == '[') refuse("begins a table or an array, where only `key = value` may stand");
    TomlEntry entry{.key = take_key(), .value = false, .line = number_};
    skip_blanks();
    if (!rest_.starts_with('=')) refuse("is not `key = value`");
    rest_.remove_prefix(1);
    skip_blanks();
    entry.value = take_value(entry.key);
    skip_blanks();
    if (!is_at_end()) refuse("goes on behind its value");
    return entry;
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    fail(ErrorKind::kInvalidArgument, "line {} {}", number_, why);
  }

  void skip_blanks() { take_while(rest_, " \t"); }
  bool is_at_end() const { return rest_.empty() || rest_.front() == '#'; }

  std::string take_key() {
    if (is_one_of(rest_.front(), "\"'")) return take_string();
    const auto key = take_while(rest_, kBareKey);
    if (key.empty()) refuse("does not begin with a key of letters, digits, - and _");
    return std::string(key);
  }

  decltype(TomlEntry::value) take_value(const std::string& key) {
    if (!rest_.empty() && is_one_of(rest_.front(), "\"'")) return take_string();
    const auto token = rest_.substr(0, std::min(rest_.find_first_of(" \t#"), rest_.size()));
    rest_.remove_prefix(token.size());
    if (token == "true" || token == "false") return token == "true";
    const auto number = parse_toml_number(token);
    if (!number) {
      fail(ErrorKind::kInvalidArgument, "line {}: {} must be a string, a number of at most 64 bits, true or false",
           number_, key);
    }
    if (const auto* whole = std::get_if<std::int64_t>(&*number)) return *whole;
    return std::get<double>(*number);
  }

  std::string take_string() {
    const char quote = rest_.front();
    if (rest_.starts_with("\"\"\"") || rest_.starts_with("'''")) {
      refuse("has a string over several lines, which no setting needs");
    }
    rest_.remove_prefix(1);
    std::string text;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == quote) return text;
      text += c == '\\' && quote == '"' ? take_escape() : std::string{c};
    }
    refuse("has a string without an end");
  }

  std::string take_escape() {
    constexpr std::string_view kNames = "btnfr\"\\";
    constexpr std::string_view kMeanings = "\b\t\n\f\r\"\\";
    const char name = rest_.empty() ? ' ' : rest_.front();
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (const auto known = kNames.find(name); known != std::string_view::npos) return std::string{kMeanings[known]};
    const auto digits = rest_.substr(0, name == 'u' ? 4 : name == 'U' ? 8 : 0);
    rest_.remove_prefix(digits.size());
    const bool is_whole = digits.size() == (name == 'u' ? 4 : 8);
    std::uint32_t point = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), point, 16).ptr;
    const auto letter = is_whole && end == digits.data() + digits.size() ? utf8_of(point) : std::nullopt;
    if (!letter) refuse("has an unknown escape in its string");
    return *letter;
  }

  std::string_view rest_;
  std::uint32_t number_;
};

/// The next line, without its end. Control characters and, outside of strings and comments, bytes beyond ASCII end up
/// in no key and no number; those in strings and comments are refused here.
std::string_view take_line(std::string_view& text, std::uint32_t number) {
  auto line = text.substr(0, std::min(text.find('\n'), text.size()));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; };
  if (std::any_of(line.begin(), line.end(), is_control)) {
    fail(ErrorKind::kInvalidArgument, "line {} has a control character", number);
  }
  return line;
}

}  // namespace

std::vector<TomlEntry> parse_flat_toml(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<TomlEntry> entries;
  std::unordered_set<std::string> keys;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    auto entry = Line(take_line(text, number), number).parse();
    if (!entry) continue;
    if (!keys.insert(entry->key).second) {
      fail(ErrorKind::kInvalidArgument, "line {} sets {} a second time", number, entry->key);
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace largestep
