#include "data/csv_examples.h"

#include <torch/types.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/suggest.h"
#include "files/csv_file.h"

namespace largestep {
namespace {

constexpr std::size_t kMaxCsvBytes = std::size_t{1} << 30;
constexpr std::size_t kMostShown = 40;

std::string_view text_of(const CsvCell& cell) { return cell.is_quoted ? cell.text : without_blanks(cell.text); }

std::string_view shown(const CsvCell& cell) { return text_of(cell).substr(0, kMostShown); }

std::optional<double> finite_number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto number = number_in(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

bool is_number(const CsvCell& cell) { return finite_number_in(text_of(cell)).has_value(); }

/// What to do about text that would be a number with a point for its comma.
std::string_view remedy(std::string_view text) {
  std::string with_point(text);
  std::replace(with_point.begin(), with_point.end(), ',', '.');
  return text.find(',') != std::string_view::npos && finite_number_in(with_point) ? "; write a decimal point" : "";
}

/// 0, 1, 2, ... or 1, 2, 3, ...: a header as pandas writes it, or an odd row. Of two numbers it says nothing.
bool counts_columns(const std::vector<CsvCell>& cells) {
  const auto first = finite_number_in(text_of(cells.front()));
  if (cells.size() < 3 || (first != 0.0 && first != 1.0)) return false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (text_of(cells[i]) != fmt::format("{}", *first + static_cast<double>(i))) return false;
  }
  return true;
}

/// "1 1:0.5 3:2": a label and index:value pairs between blanks.
bool looks_like_libsvm(const CsvRow& row) {
  if (row.cells.size() != 1) return false;
  const auto text = text_of(row.cells.front());
  const auto blank = text.find(' ');
  const auto colon = text.find(':');
  return blank < colon && colon != std::string_view::npos && finite_number_in(text.substr(0, blank)).has_value();
}

/// A file that is a table of numbers with or without a header.
class Table {
 public:
  Table(const std::filesystem::path& path, CsvHeader header) : path_(path.string()), file_(path, kMaxCsvBytes, ",;\t") {
    CsvRow first, row;
    if (!next(first)) return;
    if (looks_like_libsvm(first)) {
      fail(ErrorKind::kData, "{} line {} looks like LIBSVM's format (index:value); write all columns as CSV", path_,
           first.line);
    }
    const bool has_second = next(row);
    const bool has_header =
        header == CsvHeader::kAuto ? is_header(first, has_second ? row.cells : first.cells) : header == CsvHeader::kYes;
    for (std::size_t i = 0; i < first.cells.size(); ++i) columns_.push_back(std::to_string(i + 1));
    if (has_header) columns_ = file_.names_in(first);
    first_line_ = first.line;
    if (columns_.size() < 2) {
      fail(ErrorKind::kData,
           "{} has one column, but needs a target and an input; commas, semicolons or tabs separate cells", path_);
    }
    if (!has_header) add(first);
    if (has_second) add(row);
    while (next(row)) add(row);
  }

  const std::vector<std::string>& columns() const { return columns_; }
  std::vector<double>& numbers() { return numbers_; }

 private:
  /// The next row that is not blank.
  bool next(CsvRow& row) {
    while (file_.next(row)) {
      if (row.cells.size() > 1 || !text_of(row.cells.front()).empty()) return true;
    }
    return false;
  }

  /// Whether the first row names the columns, which it does if it holds no number. Quotes make a number a name, but not
  /// in a file that has everything in quotes.
  bool is_header(const CsvRow& first, const std::vector<CsvCell>& second) const {
    const bool quotes_tell =
        std::any_of(second.begin(), second.end(), [](const auto& cell) { return !cell.is_quoted; });
    const auto is_value = [&](const CsvCell& cell) { return is_number(cell) && !(cell.is_quoted && quotes_tell); };
    const auto& cells = first.cells;
    const auto value = std::find_if(cells.begin(), cells.end(), is_value);
    if (value == cells.end()) return true;
    const auto name = std::find_if_not(cells.begin(), cells.end(), is_value);
    if (name != cells.end()) {
      fail(ErrorKind::kData,
           "{} line {}: \"{}\" in column {} is not a finite number, but \"{}\" is one: if they are names of columns, "
           "say --header yes",
           path_, first.line, shown(*name), name - cells.begin() + 1, shown(*value));
    }
    if (counts_columns(cells)) {
      fail(ErrorKind::kData, "{} line {} counts its columns, which is a header or a row: say --header yes or no", path_,
           first.line);
    }
    return false;
  }

  void add(const CsvRow& row) {
    if (row.cells.size() != columns_.size()) {
      fail(ErrorKind::kData, "{} line {} has {} cells, but line {} has {}", path_, row.line, row.cells.size(),
           first_line_, columns_.size());
    }
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto text = text_of(row.cells[i]);
      const auto number = finite_number_in(text);
      if (!number) {
        fail(ErrorKind::kData, "{} line {}: \"{}\" in column {} is not a finite number{}", path_, row.line,
             shown(row.cells[i]), columns_[i], remedy(text));
      }
      numbers_.push_back(*number);
    }
  }

  std::string path_;
  CsvFile file_;
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
  fail(ErrorKind::kInvalidArgument,
       "{} has no column \"{}\"{}; --target takes a name of its header or a number from 1 to {}", path.string(), target,
       did_you_mean(target, columns), columns.size());
}

}  // namespace

CsvHeader parse_csv_header(const std::string& text) {
  if (text == "auto") return CsvHeader::kAuto;
  if (text == "yes") return CsvHeader::kYes;
  if (text == "no") return CsvHeader::kNo;
  fail(ErrorKind::kInvalidArgument, "header is \"{}\", but must be auto, yes or no", text);
}

CsvExamples read_csv_examples(const std::filesystem::path& path, const std::string& target, CsvHeader header) {
  Table table(path, header);
  auto columns = table.columns();
  if (table.numbers().empty()) fail(ErrorKind::kData, "{} has no row of numbers", path.string());
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
