#include "terminal/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace largestep {
namespace {

constexpr int kDefaultColumns = 80;
constexpr std::string_view kGap = "  ";

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

int width(const std::vector<LinePart>& parts) {
  int columns = 0;
  for (const auto& part : parts) columns += columns_of(part.text) + (columns > 0 ? static_cast<int>(kGap.size()) : 0);
  return columns;
}

/// Shortens or removes one part. @return false if nothing is left to give up
bool give_up_one(std::vector<LinePart>& parts) {
  const auto by_rank = [](const LinePart& a, const LinePart& b) { return a.rank < b.rank; };
  auto longest = parts.end();
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    if (!part->brief.empty() && (longest == parts.end() || part->rank > longest->rank)) longest = part;
  }
  if (longest != parts.end()) {
    longest->text = std::exchange(longest->brief, {});
    return true;
  }
  const auto last = std::max_element(parts.begin(), parts.end(), by_rank);
  if (last == parts.end() || last->rank == 0) return false;
  parts.erase(last);
  return true;
}

}  // namespace

bool Terminal::is_watched() const { return isatty(file_descriptor_) != 0 && environment("TERM") != "dumb"; }

bool Terminal::has_colours() const { return is_watched() && environment("NO_COLOR").empty(); }

int Terminal::columns() const {
  struct winsize window {};
  if (ioctl(file_descriptor_, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) return window.ws_col;
  const auto given = environment("COLUMNS");
  int columns = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), columns);
  return error == std::errc() && columns > 0 ? columns : kDefaultColumns;
}

int columns_of(const std::string& text) {
  int columns = 0;
  bool in_escape = false;
  for (const char byte : text) {
    if (byte == '\033') in_escape = true;
    // Every byte of UTF-8 but those that continue a character.
    if (!in_escape && (static_cast<unsigned char>(byte) & 0xc0) != 0x80) ++columns;
    if (std::isalpha(static_cast<unsigned char>(byte)) != 0) in_escape = false;
  }
  return columns;
}

std::string fitted_line(std::vector<LinePart> parts, int columns, bool colours) {
  while (columns > 0 && width(parts) > columns && give_up_one(parts)) {
  }
  std::string line;
  for (const auto& part : parts) {
    if (!line.empty()) line += kGap;
    const bool styled = colours && (part.style.has_foreground() || part.style.has_emphasis());
    line += styled ? fmt::format(part.style, "{}", part.text) : part.text;
  }
  return line;
}

}  // namespace largestep
