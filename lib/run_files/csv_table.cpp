#include "run_files/csv_table.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

// Steps of a thousand runs of the paper's length; a cell takes a few times its text in memory.
constexpr std::size_t kLargestFile = std::size_t{256} << 20;

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0;;) {
    const auto comma = line.find(',', begin);
    cells.push_back(line.substr(begin, comma - begin));
    if (comma == std::string_view::npos) return cells;
    begin = comma + 1;
  }
}

bool parse_number(std::string_view cell, double& value) {
  if (cell.empty()) {
    value = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  const auto* end = cell.data() + cell.size();
  const auto result = std::from_chars(cell.data(), end, value);
  return result.ec == std::errc() && result.ptr == end;
}

template <typename Column>
const Column& find_column(const std::map<std::string, Column>& columns, const std::string& name,
                          const std::string& path) {
  static const Column kEmpty;
  if (path.empty()) return kEmpty;
  const auto found = columns.find(name);
  if (found == columns.end()) fail(ErrorKind::kData, "{} has no usable column \"{}\"", path, name);
  return found->second;
}

}  // namespace

CsvTable CsvTable::read(const std::filesystem::path& path, const std::vector<std::string>& text_columns) {
  const std::string bytes = read_file(path, kLargestFile);
  CsvTable table;
  std::size_t line_number = 0;
  for (std::size_t begin = 0, end = 0; (end = bytes.find('\n', begin)) != std::string::npos; begin = end + 1) {
    std::string_view line(bytes.data() + begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (++line_number > 1) {
      table.add_row(line, line_number);
      continue;
    }
    table.path_ = path.string();
    for (const auto cell : split(line)) {
      const std::string name(cell);
      if (name.empty() || table.has(name))
        fail(ErrorKind::kData, "{}:1: unnamed or repeated column \"{}\"", table.path_, name);
      table.columns_.push_back(name);
      const bool text = std::find(text_columns.begin(), text_columns.end(), name) != text_columns.end();
      text ? void(table.texts_[name]) : void(table.numbers_[name]);
    }
  }
  return table;
}

void CsvTable::add_row(std::string_view line, std::size_t line_number) {
  const auto cells = split(line);
  if (cells.size() != columns_.size()) {
    fail(ErrorKind::kData, "{}:{}: {} values, but the header names {} columns", path_, line_number, cells.size(),
         columns_.size());
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (const auto text = texts_.find(columns_[i]); text != texts_.end()) {
      text->second.emplace_back(cells[i]);
      continue;
    }
    double value = 0;
    if (!parse_number(cells[i], value)) {
      fail(ErrorKind::kData, "{}:{}: \"{}\" in column {} is not a number", path_, line_number, cells[i], columns_[i]);
    }
    numbers_[columns_[i]].push_back(value);
  }
  ++rows_;
}

bool CsvTable::has(const std::string& column) const { return numbers_.count(column) != 0 || texts_.count(column) != 0; }

const std::vector<double>& CsvTable::numbers(const std::string& column) const {
  return find_column(numbers_, column, path_);
}

const std::vector<std::string>& CsvTable::texts(const std::string& column) const {
  return find_column(texts_, column, path_);
}

}  // namespace largestep
