#include "files/csv_file.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/byte_order_mark.h"

namespace largestep {
namespace {

constexpr std::string_view kBlanks = " \t";

bool looks_like_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         (text.size() > 1 && (text[0] == '\0') != (text[1] == '\0'));
}

const char* name_of(char separator) { return separator == ',' ? "commas" : separator == ';' ? "semicolons" : "tabs"; }

}  // namespace

CsvFile::CsvFile(const std::filesystem::path& path, std::size_t max_bytes, std::string_view separators)
    : path_(path.string()), text_(read_file(path, max_bytes)) {
  if (looks_like_utf16(text_)) fail(ErrorKind::kData, "{} looks like UTF-16; save it as UTF-8", path_);
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  separator_ = find_separator(separators);
}

char CsvFile::find_separator(std::string_view separators) const {
  if (separators.size() == 1) return separators.front();
  // Blank lines, tabs among them, say nothing.
  auto at = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
  const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
  std::optional<char> found;
  for (bool quoted = false; at < text_.size() && (quoted || text_[at] != '\n'); ++at) {
    if (text_[at] == '"') quoted = !quoted;
    if (quoted || separators.find(text_[at]) == std::string_view::npos || found == text_[at]) continue;
    if (found) {
      fail(ErrorKind::kData, "{} line {}: both {} and {} could separate its cells; put what does not in quotes", path_,
           line, name_of(*found), name_of(text_[at]));
    }
    found = text_[at];
  }
  return found.value_or(separators.front());
}

void CsvFile::fail_at_line(std::string_view why) const { fail(ErrorKind::kData, "{} line {}: {}", path_, line_, why); }

bool CsvFile::ends_cell(std::size_t at) const {
  return at == text_.size() || text_[at] == separator_ || text_[at] == '\n' || text_[at] == '\r';
}

/// Leaves at_ behind the cell, where a separator, a line break or the end is.
CsvCell CsvFile::take_cell() {
  auto end = at_;
  while (!ends_cell(end) && kBlanks.find(text_[end]) != std::string_view::npos) ++end;
  if (end < text_.size() && text_[end] == '"') {
    at_ = end + 1;
    return take_quoted();
  }
  for (; !ends_cell(end); ++end) {
    if (text_[end] == '"') fail_at_line("a quote within a cell; quotes go around all of it, and \"\" inside is one");
  }
  const auto begin = at_;
  at_ = end;
  return {.text = std::string_view(text_).substr(begin, end - begin)};
}

CsvCell CsvFile::take_quoted() {
  const auto begin = at_;
  auto end = begin;  // of the cell's text, which moves to the front where "" becomes "
  auto lines = line_;
  while (at_ < text_.size() && (text_[at_] != '"' || text_.compare(at_, 2, "\"\"") == 0)) {
    at_ += text_[at_] == '"' ? 1 : 0;
    lines += text_[at_] == '\n' ? 1 : 0;
    text_[end++] = text_[at_++];
  }
  if (at_ == text_.size()) fail_at_line("a quote that is not closed");
  ++at_;
  while (!ends_cell(at_) && kBlanks.find(text_[at_]) != std::string_view::npos) ++at_;
  if (!ends_cell(at_)) fail_at_line("text behind a quoted cell; quotes go around all of it, and \"\" inside is one");
  line_ = lines;
  return {.text = std::string_view(text_).substr(begin, end - begin), .is_quoted = true};
}

bool CsvFile::next(CsvRow& row) {
  if (at_ == text_.size()) return false;
  row.cells.clear();
  row.line = line_;
  row.cells.push_back(take_cell());
  while (at_ < text_.size() && text_[at_] == separator_) {
    ++at_;
    row.cells.push_back(take_cell());
  }
  if (at_ < text_.size() && text_[at_] == '\r') {
    if (++at_ < text_.size() && text_[at_] != '\n') fail_at_line("a CR without LF; end lines with LF or CR LF");
  }
  row.is_complete = at_ < text_.size();
  if (row.is_complete) {
    ++at_;
    ++line_;
  }
  return true;
}

std::vector<std::string> CsvFile::names_in(const CsvRow& header) const {
  std::vector<std::string> names;
  std::unordered_set<std::string_view> known;
  for (const auto& cell : header.cells) {
    const auto name = without_blanks(cell.text);
    if (name.empty() || !known.insert(name).second) {
      fail(ErrorKind::kData, "{}:{}: unnamed or repeated column \"{}\"", path_, header.line, name);
    }
    names.emplace_back(name);
  }
  return names;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

std::optional<double> number_in(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number ? std::optional(value) : std::nullopt;
}

}  // namespace largestep
