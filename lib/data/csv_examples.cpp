#include "data/csv_examples.h"

#include <torch/types.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/suggest.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

constexpr std::size_t kMaxCsvBytes = std::size_t{1} << 30;
constexpr std::size_t kMostShown = 40;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && line[i] == '"') quoted = !quoted;
    if (i < line.size() && (line[i] != ',' || quoted)) continue;
    cells.push_back(trimmed(line.substr(from, i - from)));
    from = i + 1;
  }
  return cells;
}

/// A finite number that is the whole text.
std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
  return is_number ? std::optional(value) : std::nullopt;
}

/// The rows of a file as they come, checked against the first.
class Table {
 public:
  explicit Table(const std::filesystem::path& path) : path_(path) {}

  void add(std::string_view line, std::size_t line_number) {
    const auto cells = cells_of(line);
    if (columns_.empty()) {
      const bool is_header = std::any_of(cells.begin(), cells.end(), [](auto cell) { return !number_in(cell); });
      for (std::size_t i = 0; i < cells.size(); ++i) {
        columns_.push_back(is_header ? std::string(cells[i]) : std::to_string(i + 1));
      }
      first_line_ = line_number;
      if (is_header) return;
    }
    if (cells.size() != columns_.size()) {
      fail(ErrorKind::kData, "{} line {} has {} cells, but line {} has {}", path_.string(), line_number, cells.size(),
           first_line_, columns_.size());
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto number = number_in(cells[i]);
      if (!number) {
        fail(ErrorKind::kData, "{} line {}: \"{}\" in column {} is not a finite number", path_.string(), line_number,
             cells[i].substr(0, kMostShown), columns_[i]);
      }
      numbers_.push_back(*number);
    }
  }

  const std::vector<std::string>& columns() const { return columns_; }
  std::vector<double>& numbers() { return numbers_; }

 private:
  std::filesystem::path path_;
  std::vector<std::string> columns_;
  std::vector<double> numbers_;
  std::size_t first_line_ = 0;
};

std::size_t target_column(const std::vector<std::string>& columns, const std::string& target,
                          const std::filesystem::path& path) {
  const auto found = std::find(columns.begin(), columns.end(), target);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(target.data(), target.data() + target.size(), number);
  const bool is_number = error == std::errc() && end == target.data() + target.size();
  if (is_number && number >= 1 && number <= columns.size()) return number - 1;
  const auto nearest = nearest_name(target, columns);
  fail(ErrorKind::kInvalidArgument,
       "{} has no column \"{}\"{}; --target takes a name of its header or a number from 1 to {}", path.string(), target,
       nearest.empty() ? "" : "; did you mean " + nearest + "?", columns.size());
}

}  // namespace

CsvExamples read_csv_examples(const std::filesystem::path& path, const std::string& target) {
  const auto text = read_file(path, kMaxCsvBytes);
  Table table(path);
  std::size_t line_number = 0;
  for (std::size_t from = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    const auto line = std::string_view(text).substr(from, end - from);
    ++line_number;
    if (!trimmed(line).empty()) table.add(line, line_number);
    from = end + 1;
  }
  auto columns = table.columns();
  if (table.numbers().empty()) fail(ErrorKind::kData, "{} has no row of numbers", path.string());
  if (columns.size() < 2) fail(ErrorKind::kData, "{} has one column, but needs a target and an input", path.string());
  const auto place = target_column(columns, target, path);
  const auto width = static_cast<std::int64_t>(columns.size());
  const auto rows = static_cast<std::int64_t>(table.numbers().size()) / width;
  const auto all = torch::from_blob(table.numbers().data(), {rows, width}, torch::kDouble);
  const auto column = static_cast<std::int64_t>(place);
  columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(place));
  return {.columns = std::move(columns),
          .inputs = torch::cat({all.narrow(1, 0, column), all.narrow(1, column + 1, width - column - 1)}, 1),
          .targets = all.select(1, column).clone()};
}

}  // namespace largestep
